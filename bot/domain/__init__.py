"""The rules: values in, values out. Knows no Slack, no SQL, no clock and no disk."""
