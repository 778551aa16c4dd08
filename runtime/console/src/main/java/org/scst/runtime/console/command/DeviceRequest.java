package org.scst.runtime.console.command;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.scst.core.admin.Administration;

/**
 * Something that core is asked to do with one device, and how long a command waits for it.
 *
 * <p><i>Threading:</i> confined to one command.
 */
final class DeviceRequest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private final Administration core;
    private final String device;

    private DeviceRequest(Administration core, String device) {
        this.core = core;
        this.device = device;
    }

    /** Of a device that there is. */
    static DeviceRequest of(Services services, String device) throws CommandFailure {
        Administration core = services.core();
        if (Devices.find(core, device).isEmpty()) {
            throw CommandFailure.failed("there is no disk \"" + device + "\"", "\"devices\" lists their names");
        }
        return new DeviceRequest(core, device);
    }

    /** What is asked of core. */
    interface Asked {
        CompletionStage<Void> of(Administration core, String device);
    }

    /** What follows when core refuses, with its reason. */
    interface Refusal {
        CommandFailure of(String reason);
    }

    /** Asks, and waits until it is done. */
    void ask(Conversation conversation, String doing, Asked asked, Refusal refusal) throws CommandFailure {
        conversation.doing(doing);
        try {
            conversation.await(asked.of(core, device), LIMIT);
        } catch (ExecutionException refused) {
            throw refusal.of(String.valueOf(refused.getCause().getMessage()));
        } catch (TimeoutException | InterruptedException late) {
            throw new CommandFailure(
                    ExitStatus.PARTLY,
                    "\"" + device + "\" has not answered within " + LIMIT.toSeconds() + " s; what was begun goes on",
                    "see \"devices\" and \"commands\"",
                    List.of());
        }
    }
}
