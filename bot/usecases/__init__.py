"""One function per thing Barometer does: f(db, ..., *, now), one transaction each. No Slack, no SQL."""
