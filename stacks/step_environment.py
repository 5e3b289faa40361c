"""What the steps are told of their deployment: names and ARNs, deadlines and limits."""

from lifecycle.environment import StepEnvironment
from lifecycle.request import Technique
from settings import Settings
from stacks.access_stack import AccessStack
from stacks.foundation_stack import FoundationStack
from stacks.graders_stack import GradersStack


def step_environment(
    settings: Settings,
    foundation: FoundationStack,
    graders: GradersStack,
    access: AccessStack,
    live_parameters: str,
) -> StepEnvironment:
    network, role_arn = settings.job_network, access.role_arn
    return StepEnvironment(
        intake_bucket=foundation.intake_bucket.bucket_name,
        output_bucket=foundation.output_bucket.bucket_name,
        waits_table=foundation.waits_table.table_name,
        fine_tuning_role_arn=role_arn(Technique.FINE_TUNING),
        continued_pre_training_role_arn=role_arn(Technique.CONTINUED_PRE_TRAINING),
        distillation_role_arn=role_arn(Technique.DISTILLATION),
        reinforcement_fine_tuning_role_arn=role_arn(Technique.REINFORCEMENT_FINE_TUNING),
        import_role_arn=role_arn(Technique.IMPORT),
        model_key_arn=foundation.model_key.key_arn,
        live_parameter_prefix=live_parameters,
        customization_deadline_minutes=int(settings.customization_deadline.to_minutes()),
        deployment_deadline_minutes=int(settings.deployment_deadline.to_minutes()),
        import_deadline_minutes=int(settings.import_deadline.to_minutes()),
        one_function_max_bytes=int(settings.one_function_max.to_bytes()),
        one_function_max_objects=settings.one_function_max_objects,
        one_function_max_media=settings.one_function_max_media,
        scan_range_bytes=int(settings.scan_range.to_bytes()),
        grader_arns=",".join(f"{name}={arn}" for name, arn in graders.arns().items()),
        model_weight_sources=",".join(source.uri for source in settings.model_weights),
        invocation_log_sources=",".join(source.uri for source in settings.invocation_logs),
        job_subnet_ids=",".join(network.subnet_ids) if network else "",
        job_security_group_ids=",".join(network.security_group_ids) if network else "",
    )
