using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EventBrokerManager.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Enablement : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Apps_Name",
                table: "Apps");

            migrationBuilder.DropIndex(
                name: "IX_AppEnvironments_AppId_Name",
                table: "AppEnvironments");

            migrationBuilder.AddColumn<bool>(
                name: "DefaultPublish",
                table: "Organisations",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "DefaultSubscribe",
                table: "Organisations",
                type: "INTEGER",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<long>(
                name: "LicenceExpires",
                table: "Organisations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LicensedSince",
                table: "Organisations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ChannelKey",
                table: "Events",
                type: "TEXT",
                nullable: true);

            // With its key at once: adding that later makes SQLite build the table anew, which no transaction holds together.
            migrationBuilder.Sql("ALTER TABLE \"Events\" ADD \"OwnerId\" TEXT NULL REFERENCES \"Apps\" (\"Id\") ON DELETE SET NULL");

            migrationBuilder.AddColumn<long>(
                name: "Retired",
                table: "Events",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "Undefined",
                table: "Events",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Version",
                table: "Events",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "BrokerEnabled",
                table: "Apps",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "BrokerSwitched",
                table: "Apps",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "BrokerSwitchedBy",
                table: "Apps",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Created",
                table: "Apps",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "Kind",
                table: "Apps",
                type: "TEXT",
                nullable: false,
                defaultValue: "Licensed");

            migrationBuilder.AddColumn<string>(
                name: "NameKey",
                table: "Apps",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "Retired",
                table: "Apps",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "BrokerEnabled",
                table: "AppEnvironments",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "BrokerSwitched",
                table: "AppEnvironments",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "BrokerSwitchedBy",
                table: "AppEnvironments",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ChannelsCreated",
                table: "AppEnvironments",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Created",
                table: "AppEnvironments",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "FirstConfiguration",
                table: "AppEnvironments",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "FirstEvent",
                table: "AppEnvironments",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LastConfiguration",
                table: "AppEnvironments",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "NameKey",
                table: "AppEnvironments",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.Sql("ALTER TABLE \"AppEnvironments\" ADD \"PreviousSpaceId\" TEXT NULL REFERENCES \"Spaces\" (\"Id\") ON DELETE SET NULL");

            migrationBuilder.AddColumn<long>(
                name: "Retired",
                table: "AppEnvironments",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ConfigurationCalls",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    EnvironmentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Status = table.Column<int>(type: "INTEGER", nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ConfigurationCalls", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ConfigurationCalls_AppEnvironments_EnvironmentId",
                        column: x => x.EnvironmentId,
                        principalTable: "AppEnvironments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Credentials",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    EnvironmentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Generation = table.Column<int>(type: "INTEGER", nullable: false),
                    UserName = table.Column<string>(type: "TEXT", nullable: false),
                    TokenHash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Created = table.Column<long>(type: "INTEGER", nullable: false),
                    CreatedBy = table.Column<string>(type: "TEXT", nullable: false),
                    Issued = table.Column<long>(type: "INTEGER", nullable: true),
                    LastUsed = table.Column<long>(type: "INTEGER", nullable: true),
                    Retires = table.Column<long>(type: "INTEGER", nullable: true),
                    UserRemoved = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Credentials", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Credentials_AppEnvironments_EnvironmentId",
                        column: x => x.EnvironmentId,
                        principalTable: "AppEnvironments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Grants",
                columns: table => new
                {
                    EnvironmentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    EventId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Publish = table.Column<bool>(type: "INTEGER", nullable: true),
                    Subscribe = table.Column<bool>(type: "INTEGER", nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    By = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Grants", x => new { x.EnvironmentId, x.EventId });
                    table.ForeignKey(
                        name: "FK_Grants_AppEnvironments_EnvironmentId",
                        column: x => x.EnvironmentId,
                        principalTable: "AppEnvironments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Grants_Events_EventId",
                        column: x => x.EventId,
                        principalTable: "Events",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Implemented",
                columns: table => new
                {
                    EnvironmentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    EventId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Publish = table.Column<bool>(type: "INTEGER", nullable: false),
                    Subscribe = table.Column<bool>(type: "INTEGER", nullable: false),
                    Version = table.Column<string>(type: "TEXT", nullable: false),
                    Since = table.Column<long>(type: "INTEGER", nullable: false),
                    Retired = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Implemented", x => new { x.EnvironmentId, x.EventId });
                    table.ForeignKey(
                        name: "FK_Implemented_AppEnvironments_EnvironmentId",
                        column: x => x.EnvironmentId,
                        principalTable: "AppEnvironments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Implemented_Events_EventId",
                        column: x => x.EventId,
                        principalTable: "Events",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "TechnicalContacts",
                columns: table => new
                {
                    AppId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Subject = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TechnicalContacts", x => new { x.AppId, x.Subject });
                    table.ForeignKey(
                        name: "FK_TechnicalContacts_Apps_AppId",
                        column: x => x.AppId,
                        principalTable: "Apps",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "UndoSteps",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Subject = table.Column<string>(type: "TEXT", nullable: false),
                    Data = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    By = table.Column<string>(type: "TEXT", nullable: false),
                    Until = table.Column<long>(type: "INTEGER", nullable: false),
                    Undone = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UndoSteps", x => x.Id);
                });

            // Apps came with the demo alone until now: they stay as a new demo makes them, or its bridges could not be started any more.
            migrationBuilder.Sql("UPDATE \"Apps\" SET \"NameKey\" = upper(\"Name\"), \"BrokerEnabled\" = TRUE");
            migrationBuilder.Sql("UPDATE \"AppEnvironments\" SET \"NameKey\" = upper(\"Name\"), \"BrokerEnabled\" = TRUE");
            migrationBuilder.Sql("UPDATE \"Organisations\" SET \"LicensedSince\" = 638990208000000000 WHERE \"Region\" IS NOT NULL");
            migrationBuilder.Sql(
                "UPDATE \"Events\" SET \"OwnerId\" = (SELECT s.\"AppId\" FROM \"Services\" s WHERE s.\"Id\" = \"Events\".\"ServiceId\")");
            migrationBuilder.Sql("INSERT INTO \"TechnicalContacts\" (\"AppId\", \"Subject\") SELECT \"Id\", 'demo-tess' FROM \"Apps\"");

            migrationBuilder.CreateIndex(
                name: "IX_Events_ChannelKey_Name",
                table: "Events",
                columns: new[] { "ChannelKey", "Name" });

            migrationBuilder.CreateIndex(
                name: "IX_Events_OwnerId",
                table: "Events",
                column: "OwnerId");

            migrationBuilder.CreateIndex(
                name: "IX_Apps_NameKey",
                table: "Apps",
                column: "NameKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AppEnvironments_AppId_NameKey",
                table: "AppEnvironments",
                columns: new[] { "AppId", "NameKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AppEnvironments_PreviousSpaceId",
                table: "AppEnvironments",
                column: "PreviousSpaceId");

            migrationBuilder.CreateIndex(
                name: "IX_ConfigurationCalls_EnvironmentId_Id",
                table: "ConfigurationCalls",
                columns: new[] { "EnvironmentId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Credentials_EnvironmentId_Generation",
                table: "Credentials",
                columns: new[] { "EnvironmentId", "Generation" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Credentials_Retires",
                table: "Credentials",
                column: "Retires");

            migrationBuilder.CreateIndex(
                name: "IX_Credentials_UserName",
                table: "Credentials",
                column: "UserName",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Grants_EventId",
                table: "Grants",
                column: "EventId");

            migrationBuilder.CreateIndex(
                name: "IX_Implemented_EventId",
                table: "Implemented",
                column: "EventId");

            migrationBuilder.CreateIndex(
                name: "IX_TechnicalContacts_Subject",
                table: "TechnicalContacts",
                column: "Subject");

            migrationBuilder.CreateIndex(
                name: "IX_UndoSteps_Kind_At",
                table: "UndoSteps",
                columns: new[] { "Kind", "At" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_AppEnvironments_Spaces_PreviousSpaceId",
                table: "AppEnvironments");

            migrationBuilder.DropForeignKey(
                name: "FK_Events_Apps_OwnerId",
                table: "Events");

            migrationBuilder.DropTable(
                name: "ConfigurationCalls");

            migrationBuilder.DropTable(
                name: "Credentials");

            migrationBuilder.DropTable(
                name: "Grants");

            migrationBuilder.DropTable(
                name: "Implemented");

            migrationBuilder.DropTable(
                name: "TechnicalContacts");

            migrationBuilder.DropTable(
                name: "UndoSteps");

            migrationBuilder.DropIndex(
                name: "IX_Events_ChannelKey_Name",
                table: "Events");

            migrationBuilder.DropIndex(
                name: "IX_Events_OwnerId",
                table: "Events");

            migrationBuilder.DropIndex(
                name: "IX_Apps_NameKey",
                table: "Apps");

            migrationBuilder.DropIndex(
                name: "IX_AppEnvironments_AppId_NameKey",
                table: "AppEnvironments");

            migrationBuilder.DropIndex(
                name: "IX_AppEnvironments_PreviousSpaceId",
                table: "AppEnvironments");

            migrationBuilder.DropColumn(
                name: "DefaultPublish",
                table: "Organisations");

            migrationBuilder.DropColumn(
                name: "DefaultSubscribe",
                table: "Organisations");

            migrationBuilder.DropColumn(
                name: "LicenceExpires",
                table: "Organisations");

            migrationBuilder.DropColumn(
                name: "LicensedSince",
                table: "Organisations");

            migrationBuilder.DropColumn(
                name: "ChannelKey",
                table: "Events");

            migrationBuilder.DropColumn(
                name: "OwnerId",
                table: "Events");

            migrationBuilder.DropColumn(
                name: "Retired",
                table: "Events");

            migrationBuilder.DropColumn(
                name: "Undefined",
                table: "Events");

            migrationBuilder.DropColumn(
                name: "Version",
                table: "Events");

            migrationBuilder.DropColumn(
                name: "BrokerEnabled",
                table: "Apps");

            migrationBuilder.DropColumn(
                name: "BrokerSwitched",
                table: "Apps");

            migrationBuilder.DropColumn(
                name: "BrokerSwitchedBy",
                table: "Apps");

            migrationBuilder.DropColumn(
                name: "Created",
                table: "Apps");

            migrationBuilder.DropColumn(
                name: "Kind",
                table: "Apps");

            migrationBuilder.DropColumn(
                name: "NameKey",
                table: "Apps");

            migrationBuilder.DropColumn(
                name: "Retired",
                table: "Apps");

            migrationBuilder.DropColumn(
                name: "BrokerEnabled",
                table: "AppEnvironments");

            migrationBuilder.DropColumn(
                name: "BrokerSwitched",
                table: "AppEnvironments");

            migrationBuilder.DropColumn(
                name: "BrokerSwitchedBy",
                table: "AppEnvironments");

            migrationBuilder.DropColumn(
                name: "ChannelsCreated",
                table: "AppEnvironments");

            migrationBuilder.DropColumn(
                name: "Created",
                table: "AppEnvironments");

            migrationBuilder.DropColumn(
                name: "FirstConfiguration",
                table: "AppEnvironments");

            migrationBuilder.DropColumn(
                name: "FirstEvent",
                table: "AppEnvironments");

            migrationBuilder.DropColumn(
                name: "LastConfiguration",
                table: "AppEnvironments");

            migrationBuilder.DropColumn(
                name: "NameKey",
                table: "AppEnvironments");

            migrationBuilder.DropColumn(
                name: "PreviousSpaceId",
                table: "AppEnvironments");

            migrationBuilder.DropColumn(
                name: "Retired",
                table: "AppEnvironments");

            migrationBuilder.CreateIndex(
                name: "IX_Apps_Name",
                table: "Apps",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AppEnvironments_AppId_Name",
                table: "AppEnvironments",
                columns: new[] { "AppId", "Name" },
                unique: true);
        }
    }
}
