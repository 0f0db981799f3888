using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EventBrokerManager.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class DeadLetterRedrives : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "LastRedrive",
                table: "DeadLetters",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LastRedriven",
                table: "DeadLetters",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Redrives",
                table: "DeadLetters",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "Redrives",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    BridgeId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StartedBy = table.Column<string>(type: "TEXT", nullable: false),
                    Started = table.Column<long>(type: "INTEGER", nullable: false),
                    PerSecond = table.Column<int>(type: "INTEGER", nullable: false),
                    Selection = table.Column<string>(type: "TEXT", nullable: false),
                    UpTo = table.Column<long>(type: "INTEGER", nullable: false),
                    Total = table.Column<int>(type: "INTEGER", nullable: false),
                    HeldBack = table.Column<int>(type: "INTEGER", nullable: false),
                    Orphaned = table.Column<int>(type: "INTEGER", nullable: false),
                    Delivered = table.Column<int>(type: "INTEGER", nullable: false),
                    Refused = table.Column<int>(type: "INTEGER", nullable: false),
                    Ended = table.Column<long>(type: "INTEGER", nullable: true),
                    CancelledBy = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Redrives", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Redrives_Bridges_BridgeId",
                        column: x => x.BridgeId,
                        principalTable: "Bridges",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_DeadLetters_BridgeId_ConnectionId_ReasonCode_Redrives_At_Size",
                table: "DeadLetters",
                columns: new[] { "BridgeId", "ConnectionId", "ReasonCode", "Redrives", "At", "Size" });

            migrationBuilder.CreateIndex(
                name: "IX_DeadLetters_ConnectionId_Id",
                table: "DeadLetters",
                columns: new[] { "ConnectionId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Redrives_BridgeId",
                table: "Redrives",
                column: "BridgeId",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Redrives");

            migrationBuilder.DropIndex(
                name: "IX_DeadLetters_BridgeId_ConnectionId_ReasonCode_Redrives_At_Size",
                table: "DeadLetters");

            migrationBuilder.DropIndex(
                name: "IX_DeadLetters_ConnectionId_Id",
                table: "DeadLetters");

            migrationBuilder.DropColumn(
                name: "LastRedrive",
                table: "DeadLetters");

            migrationBuilder.DropColumn(
                name: "LastRedriven",
                table: "DeadLetters");

            migrationBuilder.DropColumn(
                name: "Redrives",
                table: "DeadLetters");
        }
    }
}
