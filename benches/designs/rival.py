"""The same in Python: `python rival.py FILE CONTROLS+PARTICIPANTS VARIABLES`, on the file that the bench `designs` writes.

Entropy balancing by scipy (the dual and its gradient by numpy), and inverse probability weights by statsmodels (Logit), each with
the standardised differences and the effect on one outcome. Versions: numpy 2.4.6, scipy 1.17.1, statsmodels 0.15.0.
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
