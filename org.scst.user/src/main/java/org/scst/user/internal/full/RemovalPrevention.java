package org.scst.user.internal.full;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceContext;
import org.scst.core.scsi.Outcome;

/**
 * PREVENT ALLOW MEDIUM REMOVAL: the process is told to prevent it as long as some initiator does. Those who are lost, or reset, prevent it
 * no more, which is looked at each second while somebody does.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class RemovalPrevention implements CommandHandler {
    private static final int PREVENT_BYTE = 4;
    private static final byte[] PREVENT = {0x1E, 0, 0, 0, 1, 0};
    private static final byte[] ALLOW = {0x1E, 0, 0, 0, 0, 0};
    private static final Executor SOON = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

    private final FullDevice device;
    private final DeviceContext context;
    private final CommandHandler process;
    /** Whether the process prevents it for us. */
    private volatile boolean told;

    RemovalPrevention(FullDevice device, DeviceContext context) {
        this.device = device;
        this.context = context;
        this.process = new ProcessCommand(device, new CommandRule() {
            @Override
            public void ended(DeviceCommand command, Outcome outcome, Consumer<Outcome> answer) {
                if (outcome.isSuccess()) {
                    done(command);
                }
                answer.accept(outcome);
            }
        });
    }

    /** What initiators told a process before this one is told to it. */
    void adopt() {
        if (context.removalPrevented()) {
            told = true;
            device.ask(PREVENT);
            SOON.execute(this::look);
        }
    }

    private void done(DeviceCommand command) {
        boolean prevent = prevents(command);
        context.preventRemoval(command, prevent);
        if (prevent && !told) {
            SOON.execute(this::look);
        }
        told = prevent;
    }

    private static boolean prevents(DeviceCommand command) {
        return command.cdb().bit(PREVENT_BYTE, 0);
    }

    private void look() {
        if (!told || device.gone()) {
            return;
        }
        if (!context.removalPrevented()) {
            told = false;
            device.ask(ALLOW);
            return;
        }
        SOON.execute(this::look);
    }

    /** A reset makes everybody forget it. */
    void forget() {
        told = false;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        if (!prevents(command)) {
            context.preventRemoval(command, false);
            if (context.removalPrevented()) {
                return Outcome.GOOD;
            }
        }
        return process.process(command);
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        return process.processBlocking(command);
    }

    @Override
    public void aborted(DeviceCommand command) {
        process.aborted(command);
    }
}
