"""One thin file per step: parse, decide, call, report. Only aws.py makes boto3 clients."""
