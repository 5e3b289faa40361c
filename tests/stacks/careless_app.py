"""The app with every option set, and one bucket that breaks the policies: no synth may pass it."""

from aws_cdk import App, Stack
from aws_cdk import aws_s3 as s3

from app import add_policy_checks, build
from tests.stacks.synthesis import GUARDED

if __name__ == "__main__":
    app = App()
    build(app, GUARDED)
    s3.Bucket(Stack(app, "Careless"), "Bucket")
    add_policy_checks(app)
    app.synth()
