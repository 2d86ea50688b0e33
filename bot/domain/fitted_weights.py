"""What each signal weighs in log-odds in histories, and how far teams may differ from it.

Written by `python -m tests.histories.fit`.
"""

FITTED: dict[str, tuple[float, float]] = {
    "always": (0.485, 0.9),
    "bad status": (-0.207, 0.9),
    "blocked": (-0.387, 0.9),
    "blocked weeks": (-0.415, 0.9),
    "complete, at the end": (0.296, 0.9),
    "complete, early": (0.116, 0.9),
    "complete, late": (0.424, 0.9),
    "confidence": (0.499, 0.9),
    "confidence change": (0.281, 0.9),
    "confidence of the first": (0.201, 0.9),
    "confidence x people": (0.222, 0.9),
    "dated": (-3.239, 0.9),
    "good status": (0.815, 0.9),
    "late": (-2.158, 0.9),
    "late at all": (-1.955, 0.9),
    "little left, at the end": (0.068, 0.9),
    "little left, early": (1.159, 0.9),
    "little left, late": (0.905, 0.9),
    "momentum": (0.0, 0.9),
    "momentum, late": (0.025, 0.9),
    "planned": (-1.058, 0.9),
    "planned x window": (0.606, 0.9),
    "promise withdrawn": (-0.968, 0.9),
    "slip": (-0.105, 0.9),
    "stated": (-1.038, 0.9),
    "stuck now": (-0.245, 0.9),
    "time heard": (-0.314, 0.9),
    "time used": (-1.173, 0.9),
    "time used x window": (0.617, 0.9),
    "waiting now": (0.943, 0.9),
    "window": (-0.112, 0.9),
}
