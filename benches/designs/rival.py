"""The same in Python: `python rival.py FILE CONTROLS+PARTICIPANTS VARIABLES`, on the file that the bench `designs` writes.

Entropy balancing by scipy (the dual and its gradient by numpy), inverse probability weights by statsmodels (Logit), and the nearest
neighbour on its score by numpy (sorted and searched by bisection; without replacement one participant after another), each with the
standardised differences and the effect on one outcome, and none with a standard error. Versions: numpy 2.4.6, scipy 1.17.1, statsmodels 0.15.0.
"""

import resource
import sys
import time

import numpy as np
import scipy.optimize
import statsmodels.api as sm

path, persons, variables = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
data = np.memmap(path, dtype="<f8", mode="r", shape=(variables + 2, persons))
treated = data[0] == 1
y = np.array(data[-1])


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def finish(name, start, x, weights):
    """Balance and the effect."""
    w = weights / weights.sum()
    mean, deviation = x[treated].mean(axis=0), x[treated].std(axis=0, ddof=1)
    difference = np.abs((mean - w @ x[~treated]) / deviation).max()
    effect = y[treated].mean() - w @ y[~treated]
    print(f"| {name} | {time.monotonic() - start:.1f} | {peak()} | {effect:.5f} | {difference:.1e} |", flush=True)


print(f"| design | s | peak MB | effect | largest difference |\n|---|--:|--:|--:|--:|")
x = np.ascontiguousarray(np.array(data[1:-1]).T)

start = time.monotonic()
target, deviation = x[treated].mean(axis=0), x[treated].std(axis=0, ddof=1)
z = (x[~treated] - target) / deviation


def dual(lam):
    linear = z @ lam
    top = linear.max()
    w = np.exp(linear - top)
    total = w.sum()
    return top + np.log(total), (w @ z) / total


lam = scipy.optimize.minimize(dual, np.zeros(variables), jac=True, method="BFGS", options={"gtol": 1e-8}).x
linear = z @ lam
del z
finish("entropy balancing, scipy", start, x, np.exp(linear - linear.max()))

start = time.monotonic()
design = sm.add_constant(x)
fit = sm.Logit(treated.astype(float), design).fit(method="newton", disp=0)
linear = design[~treated] @ fit.params
finish("inverse probability weights, statsmodels", start, x, np.exp(linear - linear.max()))

# The score is fitted again, as a user of one method would.
start = time.monotonic()
fit = sm.Logit(treated.astype(float), design).fit(method="newton", disp=0)
logit = design @ fit.params
caliper = 0.2 * np.sqrt((logit[treated].var(ddof=1) + logit[~treated].var(ddof=1)) / 2)
order = np.argsort(logit[~treated], kind="stable")
scores = logit[~treated][order]


def neighbours(sought):
    """The position of the control nearest to each score."""
    above = np.searchsorted(scores, sought).clip(1, len(scores) - 1)
    return np.where(sought - scores[above - 1] <= scores[above] - sought, above - 1, above)


scored = time.monotonic() - start
near = neighbours(logit[treated])
near = near[np.abs(scores[near] - logit[treated]) <= caliper]
weights = np.zeros(len(scores))
np.add.at(weights, order[near], 1.0)
finish("nearest neighbour with replacement, numpy", start, x, weights)

matching = time.monotonic()
up, down = np.arange(len(scores) + 1), np.arange(len(scores) + 1)


def root(links, at):
    while links[at] != at:
        links[at] = links[links[at]]
        at = links[at]
    return at


weights = np.zeros(len(scores))
for sought in np.sort(logit[treated])[::-1]:
    middle = np.searchsorted(scores, sought)
    above, below = root(up, middle), root(down, middle) - 1
    far = [scores[above] - sought if above < len(scores) else np.inf, sought - scores[below] if below >= 0 else np.inf]
    at = below if far[1] <= far[0] else above
    if min(far) <= caliper:
        weights[order[at]] = 1.0
        up[at], down[at + 1] = at + 1, at
# With the seconds of the score and the sort.
finish("nearest neighbour, numpy", matching - scored, x, weights)
