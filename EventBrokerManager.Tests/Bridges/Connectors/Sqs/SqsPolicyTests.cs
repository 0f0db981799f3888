using System.Text.Json;
using EventBrokerManager.Bridges.Connectors.Sqs;
using EventBrokerManager.Vocabulary;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EventBrokerManager.Tests.Bridges.Connectors.Sqs;

public sealed class SqsPolicyTests
{
    private const string Role = "arn:aws:iam::210987654321:role/acme-event-broker";
    private static readonly SqsQueueUrl Queue =
        SqsQueueUrl.Check("https://sqs.eu-central-1.amazonaws.com/123456789012/orders", "eu-central-1", []).Queue!;

    [Fact]
    public void Statement_KafkaToSqs_AllowsSending() => Assert.Equal(
        """
        {
          "Sid": "__sender_statement",
          "Effect": "Allow",
          "Principal": { "AWS": ["arn:aws:iam::210987654321:role/acme-event-broker"] },
          "Action": ["SQS:SendMessage"],
          "Resource": "arn:aws:sqs:eu-central-1:123456789012:orders"
        }
        """.ReplaceLineEndings("\n"),
        SqsPolicy.Statement(Direction.KafkaToTarget, Queue, [Role]));

    [Fact]
    public void Statement_SqsToKafka_AllowsReceiving() => Assert.Equal(
        """
        {
          "Sid": "__receiver_statement",
          "Effect": "Allow",
          "Principal": { "AWS": ["arn:aws:iam::210987654321:role/acme-event-broker"] },
          "Action": ["SQS:ChangeMessageVisibility", "SQS:DeleteMessage", "SQS:ReceiveMessage"],
          "Resource": "arn:aws:sqs:eu-central-1:123456789012:orders"
        }
        """.ReplaceLineEndings("\n"),
        SqsPolicy.Statement(Direction.TargetToKafka, Queue, [Role]));

    [Theory]
    [InlineData(Direction.KafkaToTarget)]
    [InlineData(Direction.TargetToKafka)]
    public void Document_HoldsTheStatement(Direction direction)
    {
        using var policy = JsonDocument.Parse(SqsPolicy.Document(direction, Queue, [Role]));
        using var statement = JsonDocument.Parse(SqsPolicy.Statement(direction, Queue, [Role]));

        Assert.Equal("2012-10-17", policy.RootElement.GetProperty("Version").GetString());
        var only = Assert.Single(policy.RootElement.GetProperty("Statement").EnumerateArray());
        Assert.True(JsonElement.DeepEquals(statement.RootElement, only));
    }

    [Fact]
    public void Statement_PrincipalUnknown_ShowsNoArnForIt()
    {
        using var statement = JsonDocument.Parse(SqsPolicy.Statement(Direction.KafkaToTarget, Queue, []));

        var principal = Assert.Single(statement.RootElement.GetProperty("Principal").GetProperty("AWS").EnumerateArray());
        Assert.Equal(SqsPolicy.PrincipalPlaceholder, principal.GetString());
    }

    [Fact]
    public void OtherAccountNote_SameAccount_None() =>
        Assert.Null(SqsPolicy.OtherAccountNote(Direction.KafkaToTarget, Queue, "arn:aws:iam::123456789012:role/x"));

    [Fact]
    public void OtherAccountNote_OtherAccount_NamesTheActions() =>
        Assert.Contains("SQS:SendMessage", SqsPolicy.OtherAccountNote(Direction.KafkaToTarget, Queue, Role), StringComparison.Ordinal);

    [Theory]
    [InlineData(Direction.KafkaToTarget, "kms:GenerateDataKey kms:Decrypt SQS:GetQueueAttributes")]
    [InlineData(Direction.TargetToKafka, "kms:Decrypt SQS:GetQueueAttributes")]
    public void OptionalRights_ByDirection(Direction direction, string actions) =>
        Assert.Equal(actions.Split(' ').Order(StringComparer.Ordinal), SqsPolicy.OptionalRights(direction).Select(r => r.Action).Order(StringComparer.Ordinal));

    [Fact]
    public void ToPrincipal_AssumedRole_IsItsRoleAndThePathIsSaid()
    {
        var principal = CallerIdentity.ToPrincipal("arn:aws-cn:sts::123456789012:assumed-role/bridge/i-0abc");

        Assert.Equal("arn:aws-cn:iam::123456789012:role/bridge", principal.Arn);
        Assert.Contains("path", principal.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("arn:aws:iam::123456789012:user/tess")]
    [InlineData("arn:aws:iam::123456789012:root")]
    public void ToPrincipal_NoSession_IsItself(string arn) => Assert.Equal(new BridgePrincipal(arn, null), CallerIdentity.ToPrincipal(arn));

    [Fact]
    public async Task Principal_Configured_AsksNobody()
    {
        using var source = new StsPrincipalSource(
            Options.Create(new SqsOptions { PrincipalArn = Role }), TimeProvider.System, NullLogger<StsPrincipalSource>.Instance);

        Assert.Equal(new BridgePrincipal(Role, null), await source.GetAsync("eu-central-1", CancellationToken.None));
    }
}
