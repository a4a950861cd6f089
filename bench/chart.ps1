# The growth as a chart: plain SVG, both axes logarithmic, readable on light and on dark pages.

function New-GrowthChart {
    $width = 860; $height = 480
    $left = 70; $right = 200; $top = 20; $bottom = 50 # room for the labels
    $sizes = @($growthTimes.Keys | ForEach-Object { [double] $_ })
    $times = @($growthTimes.Values | ForEach-Object { $_.Values })
    $xFrom = [Math]::Log10($sizes[0]); $xTo = [Math]::Log10($sizes[-1])
    $yFrom = [Math]::Floor([Math]::Log10(($times | Measure-Object -Minimum).Minimum))
    $yTo = [Math]::Ceiling([Math]::Log10(($times | Measure-Object -Maximum).Maximum))
    function X([double] $size) { [Math]::Round($left + ($width - $left - $right) * ([Math]::Log10($size) - $xFrom) / [Math]::Max($xTo - $xFrom, 0.1), 1) }
    function Y([double] $time) { [Math]::Round($top + ($height - $top - $bottom) * ($yTo - [Math]::Log10($time)) / ($yTo - $yFrom), 1) }
    function Escape([string] $text) { [Security.SecurityElement]::Escape($text) }

    "<svg xmlns=`"http://www.w3.org/2000/svg`" viewBox=`"0 0 $width $height`" font-family=`"sans-serif`" font-size=`"12`" fill=`"#808890`">"
    '<title>Milliseconds to list all TCP sockets, by their number</title>'
    foreach ($power in $yFrom..$yTo) {
        $y = Y ([Math]::Pow(10, $power))
        $label = if ($power -lt 3) { "$([Math]::Pow(10, $power)) ms" } else { "$([Math]::Pow(10, $power - 3)) s" }
        "<path d=`"M$left ${y}H$($width - $right)`" stroke=`"#808890`" stroke-opacity=`"0.3`"/>"
        "<text x=`"$($left - 8)`" y=`"$($y + 4)`" text-anchor=`"end`">$label</text>"
    }
    foreach ($size in $sizes) {
        $x = X $size
        "<path d=`"M$x ${top}V$($height - $bottom)`" stroke=`"#808890`" stroke-opacity=`"0.3`"/>"
        "<text x=`"$x`" y=`"$($height - $bottom + 18)`" text-anchor=`"middle`">$((1000 * [Math]::Round($size / 1000)).ToString('n0'))</text>"
    }
    "<text x=`"$(($left + $width - $right) / 2)`" y=`"$($height - 10)`" text-anchor=`"middle`">TCP sockets</text>"

    # Each line has its name at its end. Names that would lie on one another are moved down.
    $lines = foreach ($series in $growth) {
        $points = @(foreach ($size in $growthTimes.Keys) {
                if ($null -ne ($time = $growthTimes[$size][$series.Name])) { [pscustomobject]@{ X = X $size; Y = Y $time } }
            })
        if ($points) { [pscustomobject]@{ Series = $series; Points = $points; End = $points[-1]; LabelY = $points[-1].Y + 4 } }
    }
    $lines = @($lines | Sort-Object LabelY)
    for ($i = 1; $i -lt $lines.Count; $i++) {
        $lines[$i].LabelY = [Math]::Max($lines[$i].LabelY, $lines[$i - 1].LabelY + 15)
    }
    foreach ($line in $lines) {
        $color = $line.Series.Color
        $path = ($line.Points | ForEach-Object { "$($_.X) $($_.Y)" }) -join 'L'
        "<path d=`"M$path`" fill=`"none`" stroke=`"$color`" stroke-width=`"2`"/>"
        foreach ($point in $line.Points) { "<circle cx=`"$($point.X)`" cy=`"$($point.Y)`" r=`"3`" fill=`"$color`"/>" }
        "<text x=`"$($width - $right + 14)`" y=`"$($line.LabelY)`" fill=`"$color`">$(Escape $line.Series.Name)</text>"
        if ($line.End.X -lt $width - $right) { # it ended before the largest size
            "<path d=`"M$($line.End.X + 6) $($line.End.Y)L$($width - $right + 10) $($line.LabelY - 4)`" stroke=`"$color`" stroke-opacity=`"0.5`" stroke-dasharray=`"2 4`"/>"
        }
        elseif ([Math]::Abs($line.LabelY - 4 - $line.End.Y) -gt 2) {
            "<path d=`"M$($line.End.X + 4) $($line.End.Y)L$($width - $right + 12) $($line.LabelY - 4)`" stroke=`"$color`" stroke-opacity=`"0.5`"/>"
        }
    }
    '</svg>'
}
