using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EventBrokerManager.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class TopicIdentity : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "TopicId",
                table: "Positions",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "TopicId",
                table: "Positions");
        }
    }
}
