package org.scst.runtime.console.command;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.runtime.console.text.Table;
import org.scst.runtime.deployment.BundleSnapshot;
import org.scst.runtime.deployment.Deployment;

/** {@code bundles}: what is installed, since when it is so, and what an update of it would restart. */
final class Bundles implements Command {
    private static final String PLATFORM = "platform";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final Services services;

    Bundles(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "bundles";
    }

    @Override
    public String purpose() {
        return "List the bundles: version, state, origin, what an update restarts, what can be rolled back to, problems";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("", 0, 0);
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("", "what runs, since when, and what an update would restart"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) {
        Optional<Deployment> deployment = services.deployment();
        return deployment.isPresent() ? deployed(deployment.get()) : installed();
    }

    private Answer installed() {
        Table table = new Table()
                .column("ID", "id")
                .column("BUNDLE", "name")
                .column("VERSION", "version")
                .column("STATE", "state");
        services.bundles().forEach(bundle -> table.row(bundle.id(), bundle.name(), bundle.version(), bundle.state()));
        List<FileProblem> problems = DeploymentProblems.of(services);
        return answer(table, table.json(), problems);
    }

    private Answer deployed(Deployment deployment) {
        List<BundleSnapshot> bundles = deployment.bundles();
        Table table = new Table()
                .column("ID", "id")
                .column("BUNDLE", "name")
                .column("VERSION", "version")
                .column("STATE", "state")
                .column("SINCE", "since")
                .column("ORIGIN", "origin")
                .column("RESTARTS WITH IT", "restarts")
                .column("PREVIOUS", "previous");
        bundles.forEach(bundle -> table.row(
                bundle.id(),
                bundle.name(),
                bundle.version(),
                bundle.state(),
                local(bundle.since()),
                bundle.origin(),
                restarts(bundle),
                bundle.previous()));
        List<Map<String, Object>> rows = table.json();
        for (int i = 0; i < bundles.size(); i++) {
            rows.get(i).put("since", bundles.get(i).since().toString());
            rows.get(i).put("restarts", bundles.get(i).restarts());
            rows.get(i).put("content", bundles.get(i).content());
        }
        return answer(table, rows, DeploymentProblems.of(services));
    }

    private static Answer answer(Table table, List<Map<String, Object>> rows, List<FileProblem> problems) {
        String text = table.text("There is no bundle.")
                + (problems.isEmpty() ? "" : "\nNot in force:\n" + FileProblems.lines(problems));
        return Answer.done(text, Answer.object("bundles", rows, "problems", FileProblems.json(problems)));
    }

    private static String restarts(BundleSnapshot bundle) {
        return bundle.origin().equals(PLATFORM) ? "the process" : String.join(", ", bundle.restarts());
    }

    private static String local(Instant time) {
        return TIME.format(time.atZone(ZoneId.systemDefault()));
    }
}
