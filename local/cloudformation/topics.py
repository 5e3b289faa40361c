"""AWS::SNS::Topic and AWS::SNS::Subscription: encryption, and the attributes one reads back."""

from ministack.services import sns

from local.cloudformation.resource_types import Provisioned, complete, generate_name
from local.cloudformation.service_calls import call

_TOPIC_ATTRIBUTES = ("KmsMasterKeyId", "SignatureVersion", "TracingConfig")


def extend() -> None:
    complete("AWS::SNS::Topic", _complete_topic)
    generate_name("AWS::SNS::Topic")
    complete("AWS::SNS::Subscription", _complete_subscription)


def _complete_topic(topic: Provisioned) -> None:
    for name in _TOPIC_ATTRIBUTES:
        if name in topic.properties or topic.is_dropped(name):
            call(
                "sns",
                "set_topic_attributes",
                TopicArn=topic.physical_id,
                AttributeName=name,
                AttributeValue=topic.properties.get(name, ""),
            )


def _complete_subscription(subscription: Provisioned) -> None:
    """The identity that GetSubscriptionAttributes answers, as Subscribe would have kept it."""
    arn, properties = subscription.physical_id, subscription.properties
    record = sns._find_subscription(properties["TopicArn"], arn)
    record["attributes"].update(
        SubscriptionArn=arn,
        TopicArn=properties["TopicArn"],
        Protocol=properties["Protocol"],
        Endpoint=properties["Endpoint"],
        Owner=record["owner"],
        PendingConfirmation=str(not record["confirmed"]).lower(),
    )
