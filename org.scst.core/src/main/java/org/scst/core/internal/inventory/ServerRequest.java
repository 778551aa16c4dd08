package org.scst.core.internal.inventory;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.scst.core.device.DeviceServer;
import org.scst.core.internal.execution.BlockingContext;

/**
 * What an operator asks of a device server.
 *
 * <p><i>Threading:</i> runs on the device's context.
 */
@FunctionalInterface
interface ServerRequest {
    void run(DeviceServer server) throws IOException;

    /** Runs there; fails as the server does. */
    default CompletionStage<Void> runOn(BlockingContext context, OpenedDevice device) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.execute(() -> {
            try {
                run(device.server());
                done.complete(null);
            } catch (IOException | RuntimeException | LinkageError e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }
}
