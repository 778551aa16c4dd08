import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;

/**
 * Draws what bench has measured, as SVG: {@code java Charts.java RESULTS OUTPUT MEDIANS}. RESULTS is the folder with
 * {@code histograms/ROW.VARIANT}, MEDIANS has lines of row, variant, metric, value. What was not measured is not drawn.
 */
final class Charts {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 300;
    private static final int LEFT = 74;
    private static final int RIGHT = 16;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final int ROWS_OF_LEGEND = 18;
    private static final int BINS_PER_DOUBLING = 4;
    private static final Map<String, String> COLOURS = Map.of(
            "ours", "#0b6e4f", "tgt", "#c44900", "istgt", "#7a5195", "limit", "#555555", "1000", "#0b6e4f", "100", "#7a5195", "0", "#c44900");

    /** A series of points. */
    private record Line(String name, TreeMap<Double, Double> points) {}

    /** An axis that begins at {@code from}; its marks with their labels. */
    private record Axis(String title, boolean logarithmic, double from, double to, Map<Double, String> marks) {
        double place(double value) {
            return logarithmic
                    ? (Math.log(value) - Math.log(from)) / (Math.log(to) - Math.log(from))
                    : (value - from) / (to - from);
        }
    }

    /** One diagram. */
    private record Panel(String title, Axis x, Axis y, List<Line> lines, boolean dots) {}

    private final Path results;
    private final Path output;
    private final Map<String, Double> medians = new LinkedHashMap<>();

    private Charts(Path results, Path output, Path medianFile) throws IOException {
        this.results = results;
        this.output = output;
        for (String line : Files.readAllLines(medianFile)) {
            String[] part = line.split(" ");
            if (part.length == 4) {
                medians.put(part[0] + " " + part[1] + " " + part[2], Double.parseDouble(part[3]));
            }
        }
    }

    public static void main(String[] words) throws IOException {
        Charts charts = new Charts(Path.of(words[0]), Path.of(words[1]), Path.of(words[2]));
        charts.write("latency.svg", charts.latencies());
        charts.write("sessions.svg", charts.sessions());
        charts.write("crowd.svg", charts.crowd());
    }

    // What is drawn

    private List<Panel> latencies() {
        List<Panel> panels = new ArrayList<>();
        for (String row : List.of("nullio-read-1x1", "ext4-read-1x1", "nullio-read-4x32", "ext4-read-4x32", "ext4-write-4x32", "tmpfs-write-4x32")) {
            List<Line> lines = Stream.of("ours", "tgt", "istgt", "limit")
                    .map(variant -> new Line(variant, histogram(results.resolve("histograms").resolve(row + "." + variant))))
                    .filter(line -> !line.points.isEmpty())
                    .toList();
            if (!lines.isEmpty()) {
                panels.add(new Panel(row, spanning(lines), scale("share of commands, %", highest(lines)), lines, false));
            }
        }
        return panels;
    }

    private List<Panel> sessions() {
        List<Panel> panels = new ArrayList<>();
        for (String store : List.of("nullio", "ext4")) {
            List<Line> lines = new ArrayList<>();
            for (String variant : List.of("ours", "tgt", "limit")) {
                TreeMap<Double, Double> points = new TreeMap<>();
                for (int n = 1; n <= 16; n *= 2) {
                    put(points, n, medians.get("active-sessions-" + store + "-" + n + " " + variant + " iops"), 1e-3);
                }
                lines.add(new Line(variant, points));
            }
            add(panels, store + ", 4 KiB random read, each session 32 in flight", "active sessions", lines, "thousand IOPS");
        }
        return panels;
    }

    private List<Panel> crowd() {
        List<Panel> panels = new ArrayList<>();
        for (String row : List.of("idle-sessions", "luns")) {
            TreeMap<Double, Double> points = new TreeMap<>();
            for (String key : medians.keySet()) {
                String[] part = key.split(" ");
                if (part[0].equals(row) && part[2].equals("us")) {
                    put(points, Math.max(1, Double.parseDouble(part[1])), medians.get(key), 1);
                }
            }
            String title = row.equals("luns") ? "logical units" : "idle sessions beside 4 active ones (1: none)";
            add(panels, "NULLIO, 4 KiB random read, 4 x 32", title, List.of(new Line("ours", points)), "server's processor time, µs");
        }
        return panels;
    }

    private static void add(List<Panel> panels, String title, String xTitle, List<Line> all, String yTitle) {
        List<Line> lines = all.stream().filter(line -> !line.points.isEmpty()).toList();
        if (lines.isEmpty()) {
            return;
        }
        Map<Double, String> marks = new TreeMap<>();
        lines.forEach(line -> line.points.keySet().forEach(x -> marks.put(x, "%.0f".formatted(x))));
        double last = marks.keySet().stream().max(Double::compare).orElseThrow();
        panels.add(new Panel(title, new Axis(xTitle, true, 0.9, last * 1.15, marks), scale(yTitle, highest(lines)), lines, true));
    }

    private static void put(TreeMap<Double, Double> points, double x, Double value, double factor) {
        if (value != null) {
            points.put(x, value * factor);
        }
    }

    // Numbers

    /** Share of commands in bins of equal width on a logarithmic axis, in percent. */
    private static TreeMap<Double, Double> histogram(Path file) {
        TreeMap<Double, Double> bins = new TreeMap<>();
        if (!Files.exists(file)) {
            return bins;
        }
        double total = 0;
        try {
            for (String line : Files.readAllLines(file)) {
                String[] part = line.split(" ");
                double bin = Math.floor(BINS_PER_DOUBLING * Math.log(Double.parseDouble(part[0])) / Math.log(2));
                double count = Double.parseDouble(part[1]);
                bins.merge(Math.pow(2, (bin + 0.5) / BINS_PER_DOUBLING), count, Double::sum);
                total += count;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        double all = total;
        bins.replaceAll((x, count) -> 100 * count / all);
        bins.values().removeIf(share -> share < 0.1); // what cannot be seen would only widen the axis
        return withoutGaps(bins);
    }

    /** A bin without commands is a zero, not a line between its neighbours. */
    private static TreeMap<Double, Double> withoutGaps(TreeMap<Double, Double> bins) {
        if (bins.isEmpty()) {
            return bins;
        }
        TreeMap<Double, Double> all = new TreeMap<>();
        long first = Math.round(BINS_PER_DOUBLING * Math.log(bins.firstKey()) / Math.log(2) - 0.5) - 1;
        long last = Math.round(BINS_PER_DOUBLING * Math.log(bins.lastKey()) / Math.log(2) - 0.5) + 1;
        for (long bin = first; bin <= last; bin++) {
            double middle = Math.pow(2, (bin + 0.5) / BINS_PER_DOUBLING);
            all.put(middle, bins.getOrDefault(middle, 0.0));
        }
        return all;
    }

    private static double highest(List<Line> lines) {
        return lines.stream().flatMap(line -> line.points.values().stream()).max(Double::compare).orElse(1.0);
    }

    private static Axis spanning(List<Line> lines) {
        double from = lines.stream().mapToDouble(line -> line.points.firstKey()).min().orElse(1);
        double to = lines.stream().mapToDouble(line -> line.points.lastKey()).max().orElse(10);
        Map<Double, String> marks = new TreeMap<>();
        for (double decade = Math.pow(10, Math.floor(Math.log10(from))); decade <= to; decade *= 10) {
            // Three labels to a decade are too many when there are many decades.
            for (double mark : to / from > 1000 ? new double[] {decade} : new double[] {decade, 2 * decade, 5 * decade}) {
                if (mark >= from && mark <= to) {
                    marks.put(mark, plain(mark));
                }
            }
        }
        return new Axis("latency, µs", true, from * 0.9, to * 1.1, marks);
    }

    private static Axis scale(String title, double highest) {
        double step = Math.pow(10, Math.floor(Math.log10(Math.max(highest, 1e-3))));
        step = highest / step < 2 ? step / 4 : highest / step < 5 ? step / 2 : step;
        Map<Double, String> marks = new TreeMap<>();
        for (int i = 0; (i - 1) * step < highest; i++) {
            marks.put(i * step, plain(i * step));
        }
        double top = ((TreeMap<Double, String>) marks).lastKey();
        return new Axis(title, false, 0, top, marks);
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? "%.0f".formatted(value) : "%.3g".formatted(value);
    }

    // SVG

    private void write(String name, List<Panel> panels) throws IOException {
        if (panels.isEmpty()) {
            return;
        }
        int columns = Math.min(2, panels.size());
        int rows = (panels.size() + columns - 1) / columns;
        StringBuilder svg = new StringBuilder();
        svg.append(text(
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='12' fill='#222222'>%n",
                columns * WIDTH, rows * HEIGHT));
        svg.append(text("<rect width='100%%' height='100%%' fill='#ffffff'/>%n"));
        for (int i = 0; i < panels.size(); i++) {
            svg.append(text("<g transform='translate(%d %d)'>%n", i % columns * WIDTH, i / columns * HEIGHT));
            draw(svg, panels.get(i));
            svg.append(text("</g>%n"));
        }
        Files.writeString(output.resolve(name), svg.append(text("</svg>%n")));
    }

    private static void draw(StringBuilder svg, Panel panel) {
        int width = WIDTH - LEFT - RIGHT;
        int height = HEIGHT - TOP - BOTTOM;
        DoubleFunction<Double> across = value -> LEFT + width * panel.x.place(value);
        DoubleFunction<Double> down = value -> TOP + height * (1 - panel.y.place(value));
        svg.append(text("<text x='%d' y='18' font-weight='bold'>%s</text>%n", LEFT, panel.title));
        panel.y.marks.forEach((value, label) -> svg.append(text(
                "<path d='M%d %.1fh%d' stroke='#dddddd'/><text x='%d' y='%.1f' text-anchor='end'>%s</text>%n",
                LEFT, down.apply(value), width, LEFT - 6, down.apply(value) + 4, label)));
        panel.x.marks.forEach((value, label) -> svg.append(text(
                "<path d='M%.1f %dv5' stroke='#222222'/><text x='%.1f' y='%d' text-anchor='middle'>%s</text>%n",
                across.apply(value), TOP + height, across.apply(value), TOP + height + 18, label)));
        svg.append(text("<path d='M%d %dv%dh%d' fill='none' stroke='#222222'/>%n", LEFT, TOP, height, width));
        svg.append(text("<text x='%d' y='%d' text-anchor='middle'>%s</text>%n", LEFT + width / 2, HEIGHT - 12, panel.x.title));
        svg.append(text(
                "<text transform='translate(16 %d) rotate(-90)' text-anchor='middle'>%s</text>%n", TOP + height / 2, panel.y.title));
        for (int i = 0; i < panel.lines.size(); i++) {
            draw(svg, panel, panel.lines.get(i), across, down, i);
        }
    }

    private static void draw(
            StringBuilder svg, Panel panel, Line line, DoubleFunction<Double> across, DoubleFunction<Double> down, int number) {
        String colour = COLOURS.getOrDefault(line.name, "#222222");
        StringBuilder path = new StringBuilder();
        line.points.forEach((x, y) -> path.append(text("%s%.1f %.1f", path.isEmpty() ? "M" : "L", across.apply(x), down.apply(y))));
        svg.append(text("<path d='%s' fill='none' stroke='%s' stroke-width='1.8'/>%n", path, colour));
        if (panel.dots) {
            line.points.forEach((x, y) ->
                    svg.append(text("<circle cx='%.1f' cy='%.1f' r='3' fill='%s'/>%n", across.apply(x), down.apply(y), colour)));
        }
        svg.append(text(
                "<text x='%d' y='%d' text-anchor='end' fill='%s'>%s</text>%n",
                WIDTH - RIGHT - 4, TOP + 12 + number * ROWS_OF_LEGEND, colour, line.name));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
