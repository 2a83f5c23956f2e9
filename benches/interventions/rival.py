"""One design in Python, on the extracts of `bench.py`: `python rival.py EXTRACTS METHOD FILE`. Writes the effect to FILE.

Entropy balancing by scipy (the dual and its gradient by numpy), inverse probability weights by statsmodels (Logit), AIPW by both and
numpy (least squares of the controls), the nearest neighbour on the score by statsmodels and numpy (one participant after another, from the highest
score down, within a caliper), and with replacement by scikit-learn's NearestNeighbors. None has a standard error, looks for bad rows, or
judges balance beyond the standardised differences.
"""

import json
import pathlib
import sys

import numpy as np
import pyarrow.parquet as pq

CALIPER = 0.2


def read(folder):
    """Variables by person, participation and outcome, in the order of the variables' rows."""
    need = pq.read_table(next(folder.glob("need*.parquet")))
    keys = need["PNR"].to_numpy()
    x = np.column_stack([need[name].to_numpy().astype(float) for name in need.column_names if name != "PNR"])
    use = pq.read_table(next(folder.glob("use*.parquet")))
    order, sorted_keys = np.argsort(use["PNR"].to_numpy()), np.sort(use["PNR"].to_numpy())
    y = use["y"].to_numpy()[order[np.searchsorted(sorted_keys, keys)]].astype(float)
    treated = np.isin(keys, pq.read_table(folder / "course.parquet")["PNR"].to_numpy())
    return x, treated, y


def score(x, treated):
    """The logit of participation, and the design."""
    import statsmodels.api as sm

    design = sm.add_constant(x)
    return design @ sm.Logit(treated.astype(float), design).fit(method="newton", disp=0, tol=1e-12).params, design


def entropy_balancing(x, treated):
    import scipy.optimize

    z = (x[~treated] - x[treated].mean(axis=0)) / x[treated].std(axis=0, ddof=1)

    def dual(lam):
        linear = z @ lam
        top = linear.max()
        w = np.exp(linear - top)
        total = w.sum()
        return top + np.log(total), (w @ z) / total

    lam = scipy.optimize.minimize(dual, np.zeros(z.shape[1]), jac=True, method="BFGS", options={"gtol": 1e-10}).x
    linear = z @ lam
    return np.exp(linear - linear.max())


def odds(logit, treated):
    return np.exp(logit[~treated] - logit[~treated].max())


def nearest(logit, treated):
    """Without replacement: each takes the nearest control that is left, by links to the next one on either side."""
    order = np.argsort(logit[~treated], kind="stable")
    scores = logit[~treated][order]
    caliper = CALIPER * np.sqrt((logit[treated].var(ddof=1) + logit[~treated].var(ddof=1)) / 2)
    up, down = np.arange(len(scores) + 1), np.arange(len(scores) + 1)

    def root(links, at):
        while links[at] != at:
            links[at] = links[links[at]]
            at = links[at]
        return at

    weights, kept = np.zeros(len(scores)), []
    for at in np.flatnonzero(treated)[np.argsort(-logit[treated], kind="stable")]:
        middle = np.searchsorted(scores, logit[at])
        above, below = root(up, middle), root(down, middle) - 1
        far = [scores[above] - logit[at] if above < len(scores) else np.inf, logit[at] - scores[below] if below >= 0 else np.inf]
        chosen = below if far[1] <= far[0] else above
        if min(far) <= caliper:
            weights[order[chosen]] = 1.0
            up[chosen], down[chosen + 1] = chosen + 1, chosen
            kept.append(at)
    return weights, np.array(kept)


def nearest_again(logit, treated):
    from sklearn.neighbors import NearestNeighbors

    controls, participants = logit[~treated].reshape(-1, 1), logit[treated].reshape(-1, 1)
    caliper = CALIPER * np.sqrt((participants.var(ddof=1) + controls.var(ddof=1)) / 2)
    far, at = NearestNeighbors(n_neighbors=1).fit(controls).kneighbors(participants)
    near = far[:, 0] <= caliper
    weights = np.zeros(len(controls))
    np.add.at(weights, at[near, 0], 1.0)
    return weights, np.flatnonzero(treated)[near]


def main():
    folder, method, found = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
    x, treated, y = read(folder)
    kept, outcome = np.flatnonzero(treated), y
    if method == "entropy_balancing":
        weights = entropy_balancing(x, treated)
    else:
        logit, design = score(x, treated)
        if method == "doubly_robust":
            # The controls' regression by its normal equations.
            controls = design[~treated]
            outcome = y - design @ np.linalg.solve(controls.T @ controls, controls.T @ y[~treated])
        if method in ("inverse_probability", "doubly_robust"):
            weights = odds(logit, treated)
        else:
            weights, kept = {"nearest": nearest, "nearest_again": nearest_again}[method](logit, treated)
    weights = weights / weights.sum()
    difference = (x[kept].mean(axis=0) - weights @ x[~treated]) / x[treated].std(axis=0, ddof=1)
    effect = outcome[kept].mean() - weights @ outcome[~treated]
    found.write_text(json.dumps({"effect": effect, "largest_difference": np.abs(difference).max()}))


if __name__ == "__main__":
    main()
