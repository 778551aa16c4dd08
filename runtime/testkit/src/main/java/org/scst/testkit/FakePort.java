package org.scst.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.scst.core.scsi.ProtocolIdentifier;
import org.scst.core.target.DriverConfiguration;
import org.scst.core.target.DriverHandle;
import org.scst.core.target.DriverProblem;
import org.scst.core.target.LoginStep;
import org.scst.core.target.PortDescription;
import org.scst.core.target.TargetDriver;
import org.scst.core.target.TargetPort;

/**
 * A target driver that registers a port for each target of its configuration and keeps them until it stops.
 *
 * <p><i>Threading:</i> confined to the test.
 */
public final class FakePort implements TargetDriver {
    private final String name;
    private volatile List<LoginStep> loginSteps = List.of();
    private final List<DriverConfiguration> configurations = new ArrayList<>();
    private final Map<String, TargetPort> ports = new TreeMap<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private DriverHandle handle;
    private List<DriverProblem> problems = List.of();
    private RuntimeException defect;
    private boolean stopsAtOnce = true;

    /** @param name of the driver */
    public FakePort(String name) {
        this.name = name;
    }

    /** What it answers to its configuration. */
    public void problems(List<DriverProblem> found) {
        problems = found;
    }

    /** It throws this when it is configured. */
    public void defect(RuntimeException thrown) {
        defect = thrown;
    }

    /** Whether {@link #stop} ends at once; otherwise by {@link #stopped}. */
    public void stopsAtOnce(boolean atOnce) {
        stopsAtOnce = atOnce;
    }

    /** It has stopped. */
    public void stopped() {
        stopped.complete(null);
    }

    /** Every configuration it was given. */
    public List<DriverConfiguration> configurations() {
        return List.copyOf(configurations);
    }

    /** Its port of this name. */
    public TargetPort port(String target) {
        return ports.get(target);
    }

    /** Core's side. */
    public DriverHandle handle() {
        return handle;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletionStage<List<DriverProblem>> start(DriverHandle by, DriverConfiguration configuration) {
        handle = by;
        return configure(configuration);
    }

    @Override
    public CompletionStage<List<DriverProblem>> configure(DriverConfiguration configuration) {
        configurations.add(configuration);
        if (defect != null) {
            throw defect;
        }
        for (DriverConfiguration.Target target : configuration.targets()) {
            ports.computeIfAbsent(
                    target.name(),
                    port -> handle.registerPort(
                            new PortDescription(port, ProtocolIdentifier.ISCSI, List.of(), List.of(), 60)));
        }
        return CompletableFuture.completedFuture(problems);
    }

    @Override
    public CompletionStage<Void> stop() {
        if (stopsAtOnce) {
            stopped();
        }
        return stopped;
    }

    /** What it finds on every initiator's way. */
    public void loginSteps(LoginStep... steps) {
        loginSteps = List.of(steps);
    }

    @Override
    public List<LoginStep> why(String initiator, String target) {
        return loginSteps;
    }

    @Override
    public List<String> portals() {
        return List.of("127.0.0.1:0");
    }
}
