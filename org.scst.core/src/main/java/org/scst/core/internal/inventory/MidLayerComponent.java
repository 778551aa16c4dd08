package org.scst.core.internal.inventory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.condition.Condition;
import org.scst.core.admin.Administration;
import org.scst.core.admin.CommandSnapshot;
import org.scst.core.admin.DeviceGroupSnapshot;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.core.admin.Diagnosis;
import org.scst.core.admin.GenerationReport;
import org.scst.core.admin.ItlNexusSnapshot;
import org.scst.core.admin.NexusSnapshot;
import org.scst.core.admin.PlatformSnapshot;
import org.scst.core.admin.ReservationsSnapshot;
import org.scst.core.admin.TargetSnapshot;
import org.scst.core.device.DeviceHandler;
import org.scst.core.device.DeviceServer;
import org.scst.core.internal.event.EventSink;
import org.scst.core.internal.passage.Passage;
import org.scst.core.target.TargetDriver;

/**
 * Where the mid-layer meets OSGi: services come and go, and nothing is done here but to pass that on.
 *
 * <p><i>Threading:</i> thread-safe; callbacks only hand over.
 */
@Component(immediate = true)
public final class MidLayerComponent implements Administration {
    /** Id of the Condition that stands while logins are answered. */
    static final String LISTENING = "org.scst.listening";

    /** By a service with this property the process learns whether a thread still answers. */
    private static final String HEARTBEAT = "scst.heartbeat";

    private final CoreBundle bundle;
    private final MidLayer midLayer;
    private final Snapshots snapshots;
    private final ReservationViews reservations;
    private final DeviceGroupViews deviceGroups;
    private final ServiceRegistration<SynchronousConfigurationListener> listening;
    private final ServiceRegistration<Executor> heartbeat;

    /** Folder of state from the framework property {@code scst.state}. */
    @Activate
    public MidLayerComponent(
            BundleContext context, @Reference ConfigurationAdmin configurationAdmin, @Reference CoreBundle bundle)
            throws IOException {
        this.bundle = bundle;
        midLayer = midLayer(configurationAdmin, context.getProperty("scst.state"));
        bundle.running();
        listening = context.registerService(
                SynchronousConfigurationListener.class, midLayer.configurationListener(), new Hashtable<>());
        heartbeat = context.registerService(
                Executor.class, midLayer.control()::execute, new Hashtable<>(Map.of(HEARTBEAT, "control")));
        midLayer.gate().stage().whenComplete((open, failure) -> sayListening(context, Boolean.TRUE.equals(open)));
        snapshots = new Snapshots(midLayer);
        reservations = new ReservationViews(midLayer);
        deviceGroups = new DeviceGroupViews(midLayer);
    }

    /** What keeps the platform from starting is said for whoever waits for it, not only in a trace of its components. */
    private MidLayer midLayer(ConfigurationAdmin configurationAdmin, String state) throws IOException {
        try {
            if (state == null) {
                throw new StartFailure(
                        "the framework property scst.state names no folder",
                        "start the platform with ./scst run, or set it");
            }
            return new MidLayer(configurationAdmin, Path.of(state));
        } catch (IOException e) {
            bundle.failed(StartFailure.of(e, state));
            throw e;
        }
    }

    /** For whoever waits for the start: a Condition says that logins are answered. */
    private static void sayListening(BundleContext context, boolean open) {
        if (!open) {
            return;
        }
        try {
            context.registerService(
                    Condition.class, Condition.INSTANCE, new Hashtable<>(Map.of(Condition.CONDITION_ID, LISTENING)));
        } catch (IllegalStateException stopped) {
            // The bundle has stopped meanwhile: nobody waits for it any more.
        }
    }

    /** Hands over. */
    @Deactivate
    void deactivate() {
        listening.unregister();
        heartbeat.unregister();
        bundle.stopping(midLayer.stop(Passage.wanted() || !bundle.platformStops()));
    }

    /** A driver has come. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "driverLeft")
    void driverArrived(TargetDriver driver) {
        midLayer.driverArrived(driver);
    }

    void driverLeft(TargetDriver driver) {
        midLayer.driverLeft(driver);
    }

    /** A handler has come. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "handlerLeft")
    void handlerArrived(DeviceHandler handler) {
        midLayer.handlerArrived(handler);
    }

    void handlerLeft(DeviceHandler handler) {
        midLayer.handlerLeft(handler);
    }

    /** Event Admin has come. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, unbind = "sinkLeft")
    void sinkArrived(EventSink sink) {
        midLayer.events().sink(sink);
    }

    void sinkLeft(EventSink sink) {
        midLayer.events().sinkLeft(sink);
    }

    @Override
    public PlatformSnapshot platform() {
        return snapshots.platform();
    }

    @Override
    public List<DeviceSnapshot> devices() {
        return snapshots.devices();
    }

    @Override
    public List<TargetSnapshot> targets() {
        return snapshots.targets();
    }

    @Override
    public List<NexusSnapshot> nexuses() {
        return snapshots.nexuses();
    }

    @Override
    public List<ItlNexusSnapshot> itlNexuses(String device, String nexusId) {
        return snapshots.itlNexuses(device, nexusId);
    }

    @Override
    public List<CommandSnapshot> commands() {
        return snapshots.commands();
    }

    @Override
    public List<DeviceGroupSnapshot> deviceGroups() {
        return deviceGroups.all();
    }

    @Override
    public CompletionStage<Void> followFile(String targetGroup) {
        return deviceGroups.followFile(targetGroup);
    }

    @Override
    public Diagnosis why(String initiator, String target) {
        return new Why(midLayer).walk(initiator, target);
    }

    @Override
    public CompletionStage<GenerationReport> apply(long generation) {
        return midLayer.apply(generation);
    }

    @Override
    public CompletionStage<Void> clearWriteError(String device) {
        return snapshots.clearWriteError(device);
    }

    @Override
    public CompletionStage<Void> ejectMedium(String device, boolean force) {
        return snapshots.ofDevice(device, found -> found.ask(server -> server.eject(force)));
    }

    @Override
    public CompletionStage<Void> loadMedium(String device) {
        return snapshots.ofDevice(device, found -> found.ask(DeviceServer::load));
    }

    @Override
    public CompletionStage<Void> block(String device) {
        return snapshots.ofDevice(device, found -> found.operatorHold().begin());
    }

    @Override
    public CompletionStage<Void> unblock(String device) {
        return snapshots.ofDevice(device, found -> found.operatorHold().end());
    }

    @Override
    public Optional<ReservationsSnapshot> reservations(String device) {
        return reservations.of(device);
    }

    @Override
    public CompletionStage<Void> restoreReservations(String device, String text) {
        return reservations.restore(device, text);
    }

    @Override
    public CompletionStage<Void> closeNexus(String nexusId, String reason) {
        return snapshots.ofNexus(nexusId, nexus -> nexus.close(reason));
    }

    @Override
    public CompletionStage<Void> closeNexus(String nexusId, String reason, Duration patience) {
        return snapshots.ofNexus(nexusId, nexus -> nexus.close(reason, patience));
    }
}
