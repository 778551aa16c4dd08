package org.scst.runtime.itest.osgi;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.scst.core.scsi.ProtocolIdentifier;
import org.scst.core.target.DriverConfiguration;
import org.scst.core.target.DriverHandle;
import org.scst.core.target.DriverProblem;
import org.scst.core.target.PortDescription;
import org.scst.core.target.TargetDriver;
import org.scst.core.target.TargetPort;

/**
 * A target driver without a wire: one port, and its handles for the test to call.
 *
 * <p><i>Threading:</i> core's control thread hands over to the test.
 */
final class ProbeDriver implements TargetDriver {
    static final String PORT = "iqn.2026-11.org.example:probe";

    private final CompletableFuture<TargetPort> port = new CompletableFuture<>();
    private volatile DriverHandle handle;

    static PortDescription description() {
        return new PortDescription(PORT, ProtocolIdentifier.ISCSI, List.of(), List.of(), 10);
    }

    DriverHandle handle() {
        return handle;
    }

    /** Waits until core has started this driver. */
    TargetPort port() {
        return port.orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Override
    public String name() {
        return "probe";
    }

    @Override
    public CompletionStage<List<DriverProblem>> start(DriverHandle given, DriverConfiguration configuration) {
        handle = given;
        port.complete(given.registerPort(description()));
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<List<DriverProblem>> configure(DriverConfiguration configuration) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<Void> stop() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public List<String> portals() {
        return List.of();
    }
}
