package org.scst.runtime.console.command;

import java.util.List;
import org.scst.runtime.console.text.Table;

/** {@code bundles}: what is installed. */
final class Bundles implements Command {
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
        return "List the installed bundles with version and state";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("", 0, 0);
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("", "what runs, with versions"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) {
        Table table = new Table()
                .column("ID", "id")
                .column("BUNDLE", "name")
                .column("VERSION", "version")
                .column("STATE", "state");
        services.bundles().forEach(bundle -> table.row(bundle.id(), bundle.name(), bundle.version(), bundle.state()));
        return Answer.done(table.text("There is no bundle."), table.json());
    }
}
