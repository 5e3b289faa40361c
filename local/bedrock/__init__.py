"""The emulated Amazon Bedrock of the local account: it validates, trains and answers."""
