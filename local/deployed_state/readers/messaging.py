"""Queues, topics, their policies, and subscriptions."""

from local.deployed_state.resource import Properties, Resource, key_values

_TOPIC_ATTRIBUTES = (
    "DeliveryPolicy",
    "DisplayName",
    "FifoTopic",
    "KmsMasterKeyId",
    "SignatureVersion",
    "TracingConfig",
)
_SUBSCRIPTION_ATTRIBUTES = (
    "DeliveryPolicy",
    "FilterPolicy",
    "FilterPolicyScope",
    "RawMessageDelivery",
    "RedrivePolicy",
    "SubscriptionRoleArn",
)


def queue(resource: Resource) -> Properties:
    sqs, url = resource.client("sqs"), resource.physical_id
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    tags = sqs.list_queue_tags(QueueUrl=url).get("Tags", {})
    return {
        **attributes,
        "FifoQueue": attributes.get("FifoQueue", "false"),
        "QueueName": url.rpartition("/")[2],
        "ReceiveMessageWaitTimeSeconds": attributes.get("ReceiveMessageWaitTimeSeconds"),
        "Tags": resource.tags(tags),
    }


def queue_policy(resource: Resource) -> Properties:
    sqs, urls = resource.client("sqs"), resource.expected["Queues"]
    attributes = {
        url: sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {})
        for url in urls
    }
    return _attached_policy("Queues", {url: attributes[url].get("Policy") for url in urls})


def topic(resource: Resource) -> Properties:
    sns, arn = resource.client("sns"), resource.physical_id
    attributes = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    tags = sns.list_tags_for_resource(ResourceArn=arn)["Tags"]
    return {
        **{name: attributes.get(name) for name in _TOPIC_ATTRIBUTES},
        "Tags": resource.tags(key_values(tags)),
        "TopicName": arn.rpartition(":")[2],
    }


def topic_policy(resource: Resource) -> Properties:
    sns = resource.client("sns")
    policies = {
        arn: sns.get_topic_attributes(TopicArn=arn)["Attributes"].get("Policy")
        for arn in resource.expected["Topics"]
    }
    return _attached_policy("Topics", policies)


def _attached_policy(holders: str, policies: dict[str, str | None]) -> Properties:
    """One document for all holders; where they differ, every holder's own."""
    held = {holder: document for holder, document in policies.items() if document is not None}
    documents = set(held.values())
    return {
        holders: list(held),
        "PolicyDocument": documents.pop() if len(documents) == 1 else held,
    }


def subscription(resource: Resource) -> Properties:
    answer = resource.client("sns").get_subscription_attributes(
        SubscriptionArn=resource.physical_id
    )
    attributes = answer["Attributes"]
    return {
        **{name: attributes.get(name) for name in _SUBSCRIPTION_ATTRIBUTES},
        "Endpoint": attributes.get("Endpoint"),
        "Protocol": attributes.get("Protocol"),
        "TopicArn": attributes.get("TopicArn"),
    }
