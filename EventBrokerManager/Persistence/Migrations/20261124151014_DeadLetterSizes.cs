using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EventBrokerManager.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class DeadLetterSizes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_DeadLetters_BridgeId_Size",
                table: "DeadLetters",
                columns: new[] { "BridgeId", "Size" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_DeadLetters_BridgeId_Size",
                table: "DeadLetters");
        }
    }
}
