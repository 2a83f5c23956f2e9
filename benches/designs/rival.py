"""The same in Python: `python rival.py FILE CONTROLS+PARTICIPANTS VARIABLES`, on the file that the bench `designs` writes.

Entropy balancing by scipy (the dual and its gradient by numpy), inverse probability weights by statsmodels (Logit), AIPW by statsmodels
(Logit) and numpy (least squares of the controls), and the nearest neighbour on the score by numpy (sorted and searched by bisection;
without replacement one participant after another), each with the standardised differences and the effect on one outcome, and none with
a standard error. Seconds are of the clock and of processors. Versions: numpy 2.4.6, scipy 1.17.1, statsmodels 0.15.0.
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


def now():
    """Seconds of the clock and of processors."""
    return np.array([time.monotonic(), time.process_time()])


def finish(name, start, x, weights, outcome=y):
    """Balance and the effect."""
    w = weights / weights.sum()
    mean, deviation = x[treated].mean(axis=0), x[treated].std(axis=0, ddof=1)
    difference = np.abs((mean - w @ x[~treated]) / deviation).max()
    effect = outcome[treated].mean() - w @ outcome[~treated]
    clock, processors = now() - start
    print(f"| {name} | {clock:.1f} | {processors:.1f} | {peak()} | {effect:.5f} | {difference:.1e} |", flush=True)


print("| design | s | of processors | peak MB | effect | largest difference |\n|---|--:|--:|--:|--:|--:|")
x = np.ascontiguousarray(np.array(data[1:-1]).T)

start = now()
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

start = now()
design = sm.add_constant(x)
fit = sm.Logit(treated.astype(float), design).fit(method="newton", disp=0)
linear = design[~treated] @ fit.params
finish("inverse probability weights, statsmodels", start, x, np.exp(linear - linear.max()))

start = now()
fit = sm.Logit(treated.astype(float), design).fit(method="newton", disp=0)
linear = design[~treated] @ fit.params
# The controls' regression by its normal equations, in double precision as all of this.
of_controls = design[~treated]
beta = np.linalg.solve(of_controls.T @ of_controls, of_controls.T @ y[~treated])
del of_controls
finish("AIPW, statsmodels and numpy", start, x, np.exp(linear - linear.max()), y - design @ beta)

# The score is fitted again, as a user of one method would.
start = now()
fit = sm.Logit(treated.astype(float), design).fit(method="newton", disp=0)
logit = design @ fit.params
caliper = 0.2 * np.sqrt((logit[treated].var(ddof=1) + logit[~treated].var(ddof=1)) / 2)
order = np.argsort(logit[~treated], kind="stable")
scores = logit[~treated][order]


def neighbours(sought):
    """The position of the control nearest to each score."""
    above = np.searchsorted(scores, sought).clip(1, len(scores) - 1)
    return np.where(sought - scores[above - 1] <= scores[above] - sought, above - 1, above)


scored = now() - start
near = neighbours(logit[treated])
near = near[np.abs(scores[near] - logit[treated]) <= caliper]
weights = np.zeros(len(scores))
np.add.at(weights, order[near], 1.0)
finish("nearest neighbour with replacement, numpy", start, x, weights)

matching = now()
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
