using MudBlazor;

namespace EventBrokerManager.Components.Theme;

/// <summary>
/// The look as MudBlazor knows it: neutral surfaces, one accent, one type scale, colour otherwise only for state.
/// Tokens that MudBlazor has no place for are in <c>wwwroot/css/tokens.css</c>.
/// </summary>
public static class PortalTheme
{
    private static readonly string[] Fonts =
        ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "DejaVu Sans", "sans-serif"];

    /// <summary>Makes the theme anew, scoped to <paramref name="selector"/>.</summary>
    public static MudTheme Create(string selector) => new()
    {
        PseudoCss = new PseudoCss { Scope = selector },
        PaletteLight = Light(),
        PaletteDark = Dark(),
        Typography = Type(),
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px", AppbarHeight = "48px", DrawerWidthLeft = "200px" },
        Shadows = new Shadow
        {
            Elevation = [.. Enumerable.Repeat("none", 8), .. Enumerable.Repeat("0 4px 16px rgba(0,0,0,.16)", 18)],
        },
    };

    private static PaletteLight Light() => Apply(new PaletteLight(), new Tokens
    {
        Background = "#f6f7f9",
        Sunken = "#eef0f3",
        Surface = "#ffffff",
        Raised = "#f6f7f9",
        Line = "#e2e6eb",
        LineStrong = "#c9d0d8",
        Text = "#18212c",
        Muted = "#56616e",
        Accent = "#1d5fbf",
        OnAccent = "#ffffff",
        Running = "#17713f",
        Retrying = "#8f5300",
        Failed = "#b42318",
        Overlay = "rgba(24,33,44,.45)",
        Hover = .06,
    });

    private static PaletteDark Dark() => Apply(new PaletteDark(), new Tokens
    {
        Background = "#11151a",
        Sunken = "#232a33",
        Surface = "#181d24",
        Raised = "#1e242d",
        Line = "#2a323d",
        LineStrong = "#3b4653",
        Text = "#e7ebf0",
        Muted = "#9aa6b4",
        Accent = "#7db2ff",
        OnAccent = "#0c1626",
        Running = "#5ccf93",
        Retrying = "#f2b866",
        Failed = "#ff8a80",
        Overlay = "rgba(0,0,0,.6)",
        Hover = .08,
    });

    private static T Apply<T>(T palette, Tokens tokens)
        where T : Palette
    {
        palette.Primary = palette.Tertiary = palette.Info = tokens.Accent;
        palette.Secondary = tokens.Muted;
        palette.Success = tokens.Running;
        palette.Warning = tokens.Retrying;
        palette.Error = tokens.Failed;
        palette.Dark = tokens.Text;
        palette.PrimaryContrastText = palette.SecondaryContrastText = palette.InfoContrastText = tokens.OnAccent;
        palette.SuccessContrastText = palette.WarningContrastText = palette.ErrorContrastText = tokens.OnAccent;
        palette.Background = tokens.Background;
        palette.BackgroundGray = palette.ActionDisabledBackground = tokens.Sunken;
        palette.Surface = palette.AppbarBackground = palette.DrawerBackground = tokens.Surface;
        palette.TextPrimary = palette.AppbarText = palette.DrawerText = tokens.Text;
        palette.TextSecondary = palette.TextDisabled = palette.ActionDefault = palette.ActionDisabled = palette.DrawerIcon = tokens.Muted;
        palette.LinesDefault = palette.TableLines = palette.Divider = palette.DividerLight = palette.Skeleton = tokens.Line;
        palette.LinesInputs = tokens.LineStrong;
        palette.TableStriped = palette.TableHover = tokens.Raised;
        palette.OverlayDark = tokens.Overlay;
        palette.HoverOpacity = tokens.Hover;
        palette.BorderOpacity = 1;
        palette.RippleOpacity = 0;
        return palette;
    }

    private static Typography Type() => new()
    {
        Default = Style<DefaultTypography>("14px", "20px"),
        Body1 = Style<Body1Typography>("14px", "20px"),
        Body2 = Style<Body2Typography>("14px", "20px"),
        Button = Style<ButtonTypography>("14px", "20px"),
        Caption = Style<CaptionTypography>("12px", "16px"),
        Overline = Style<OverlineTypography>("12px", "16px", "500"),
        // Inputs are set in Subtitle1, so it stays at the weight of text.
        Subtitle1 = Style<Subtitle1Typography>("14px", "20px"),
        Subtitle2 = Style<Subtitle2Typography>("12px", "16px", "500"),
        H1 = Style<H1Typography>("20px", "28px", "600"),
        H2 = Style<H2Typography>("15px", "20px", "600"),
        H3 = Style<H3Typography>("14px", "20px", "600"),
        H4 = Style<H4Typography>("14px", "20px", "600"),
        H5 = Style<H5Typography>("14px", "20px", "600"),
        H6 = Style<H6Typography>("15px", "20px", "600"),
    };

    private static T Style<T>(string size, string line, string weight = "400")
        where T : BaseTypography, new() => new()
        {
            FontFamily = Fonts,
            FontSize = size,
            LineHeight = line,
            FontWeight = weight,
            LetterSpacing = "normal",
            TextTransform = "none",
        };

    private sealed record Tokens
    {
        public required string Background { get; init; }
        public required string Sunken { get; init; }
        public required string Surface { get; init; }
        public required string Raised { get; init; }
        public required string Line { get; init; }
        public required string LineStrong { get; init; }
        public required string Text { get; init; }
        public required string Muted { get; init; }
        public required string Accent { get; init; }
        public required string OnAccent { get; init; }
        public required string Running { get; init; }
        public required string Retrying { get; init; }
        public required string Failed { get; init; }
        public required string Overlay { get; init; }
        public required double Hover { get; init; }
    }
}
