package org.scst.runtime.console;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.apache.felix.service.command.CommandSession;
import org.scst.runtime.console.command.Caller;

/**
 * A Gogo session. It has one stream for both, and interrupts the thread of a command that shall end.
 *
 * <p><i>Threading:</i> thread-safe, as its session's stream is.
 */
final class GogoCaller implements Caller {
    private static final int COLUMNS = 80;

    private final CommandSession session;

    GogoCaller(CommandSession session) {
        this.session = session;
    }

    @Override
    public Path folder() {
        return session.currentDir().toAbsolutePath();
    }

    @Override
    public int columns() {
        return COLUMNS;
    }

    @Override
    public boolean onTerminal() {
        return false;
    }

    @Override
    public void output(String piece) {
        session.getConsole().print(piece);
        session.getConsole().flush();
    }

    @Override
    public void errors(String piece) {
        output(piece);
    }

    @Override
    public void picture(String text) {
        output(text);
    }

    @Override
    public CompletableFuture<Void> cancelled() {
        return new CompletableFuture<>();
    }
}
