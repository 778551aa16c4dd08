package org.scst.iscsi.internal.target;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.scst.core.target.DriverHandle;
import org.scst.core.target.Handover;
import org.scst.core.target.LoginRefusal;
import org.scst.core.target.PortDescription;
import org.scst.core.target.TargetPort;

/** What core is to a driver, with a shelf for one hand-over. The test opens the start gate, and sees what was registered. */
final class FakeDriverHandle implements DriverHandle {
    final Map<String, FakeTargetPort> ports = new HashMap<>();
    final List<PortDescription> registered = new ArrayList<>();
    final List<LoginRefusal> refusals = new CopyOnWriteArrayList<>();
    volatile CompletableFuture<Boolean> gate = new CompletableFuture<>();
    Handover left;
    boolean keeps = true;
    /** Whether no port can be registered, by a bug. */
    boolean faulty;
    /** Whether ports that are registered from now on have no room for a nexus. */
    boolean full;

    @Override
    public boolean keepsHandover() {
        return keeps;
    }

    @Override
    public void handOver(Handover handover) {
        left = handover;
    }

    @Override
    public Optional<Handover> takeOver() {
        Optional<Handover> taken = Optional.ofNullable(left);
        left = null;
        return taken;
    }

    @Override
    public TargetPort registerPort(PortDescription description) {
        if (faulty) {
            throw new IllegalStateException("a bug");
        }
        if (ports.containsKey(description.name())) {
            throw new IllegalArgumentException("port " + description.name() + " is registered already");
        }
        registered.add(description);
        FakeTargetPort port = new FakeTargetPort(description.name());
        port.full = full;
        ports.put(description.name(), port);
        return port;
    }

    @Override
    public CompletionStage<Boolean> startGate() {
        return gate;
    }

    @Override
    public void loginRefused(LoginRefusal refusal) {
        refusals.add(refusal);
    }
}
