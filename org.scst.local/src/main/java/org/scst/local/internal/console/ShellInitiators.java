package org.scst.local.internal.console;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.scst.core.admin.CommandSender;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskAttribute;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.local.CommandRequest;
import org.scst.local.InitiatorPort;
import org.scst.local.LocalInitiator;
import org.scst.local.LocalNexus;
import org.scst.local.NexusEvents;

/**
 * The initiators by which operators send commands: one nexus for each name and target, made when it is first used.
 *
 * <p><i>Threading:</i> thread-safe.
 */
@Component(service = CommandSender.class)
public final class ShellInitiators implements CommandSender {
    private final LocalInitiator initiators;
    private final Map<Key, CompletableFuture<LocalNexus>> nexuses = new ConcurrentHashMap<>();

    private record Key(String target, String initiator) {}

    /** Its nexuses are the driver's. */
    @Activate
    public ShellInitiators(@Reference LocalInitiator initiators) {
        this.initiators = initiators;
    }

    @Deactivate
    void deactivate() {
        nexuses.values().forEach(nexus -> nexus.thenAccept(LocalNexus::close));
    }

    @Override
    public List<String> targets() {
        return initiators.targets();
    }

    @Override
    public CompletionStage<Answer> send(
            String target, String initiator, int lun, byte[] cdb, byte[] dataOut, int dataIn) {
        return withNexus(target, initiator, nexus -> {
            ByteBuf into = Unpooled.buffer(dataIn, dataIn);
            CommandRequest request = new CommandRequest(
                    LogicalUnitNumber.of(lun), cdb, TaskAttribute.SIMPLE, Unpooled.wrappedBuffer(dataOut), into);
            return nexus.send(request)
                    .response()
                    .thenApply(response -> new Answer(
                            response.outcome(), response.sense(), ByteBufUtil.getBytes(into), response.residual()));
        });
    }

    @Override
    public CompletionStage<ServiceResponse> manage(
            String target, String initiator, int lun, TaskManagementFunction function) {
        return withNexus(target, initiator, nexus -> nexus.manage(function, LogicalUnitNumber.of(lun), 0));
    }

    private <T> CompletionStage<T> withNexus(
            String target, String initiator, Function<LocalNexus, CompletionStage<T>> use) {
        try {
            Key key = new Key(target, initiator);
            InitiatorPort port = new InitiatorPort(initiator);
            CompletableFuture<LocalNexus> nexus = nexuses.computeIfAbsent(key, absent -> connect(target, port, key));
            return nexus.thenCompose(use).whenComplete((used, failure) -> {
                if (nexus.isCompletedExceptionally()) {
                    nexuses.remove(key, nexus);
                }
            });
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<LocalNexus> connect(String target, InitiatorPort port, Key key) {
        return initiators
                .connect(target, port, new NexusEvents() {
                    @Override
                    public void ended(String cause) {
                        nexuses.remove(key);
                    }
                })
                .toCompletableFuture();
    }
}
