package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.scst.core.scsi.Status;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.DataOutResult;
import org.scst.core.target.DeadHandleException;
import org.scst.core.target.Nexus;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.NexusState;
import org.scst.core.target.TargetCommand;
import org.scst.core.target.TargetDriver;
import org.scst.core.target.TaskManagementRequest;
import org.scst.runtime.itest.initiator.Cdbs;

/** Handles die with the registration of their driver: late calls fail loudly and harm nothing; the nexus itself lives on. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DeadHandleIT {
    private static final NexusDescription WHO =
            new NexusDescription("key", "probe-initiator", null, "here", true, false);

    @Inject
    private BundleContext context;

    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final List<ServiceRegistration<TargetDriver>> registrations = new ArrayList<>();
    private Product product;

    @Configuration
    public Option[] shippedBundles() {
        TestHome.fresh("dead-handle")
                .withTwoDisks()
                .write("org.scst.probe.target-probe.cfg", "name = " + ProbeDriver.PORT, "lun.0 = a");
        return new Option[] {ShippedBundles.shipped("dead-handle")};
    }

    @Before
    public void bePresent() throws Exception {
        product = new Product(context);
        product.settle();
    }

    @After
    public void withdraw() throws Exception {
        registrations.forEach(ServiceRegistration::unregister);
        product.settle();
        loop.shutdown();
        assertTrue(loop.awaitTermination(60, TimeUnit.SECONDS));
    }

    private ProbeDriver register() {
        ProbeDriver driver = new ProbeDriver();
        registrations.add(context.registerService(TargetDriver.class, driver, null));
        driver.port();
        return driver;
    }

    private void unregister() throws Exception {
        registrations.removeFirst().unregister();
        product.settle();
    }

    @Test
    public void shouldRefuseEveryCallThroughHandlesOfAWithdrawnDriver() throws Exception {
        ProbeDriver driver = register();
        ProbeTransport transport = new ProbeTransport();
        Nexus nexus = onLoop(() -> driver.port().openNexus(WHO, transport, loop));
        TargetCommand unused = onLoop(nexus::newCommand);
        unregister();

        assertDead(() -> driver.handle().registerPort(ProbeDriver.description()));
        assertDead(() -> driver.handle().startGate());
        assertDead(() -> driver.port().openNexus(WHO, transport, loop));
        assertDead(() -> driver.port().visibleTo("anybody"));
        assertDead(() -> driver.port().relativePortIdentifier());
        assertDead(() -> act(() -> driver.port().close()));
        assertDead(nexus::newCommand);
        assertDead(() -> act(() -> nexus.commandReceived(unused)));
        assertDead(() -> act(() -> nexus.discard(unused)));
        assertDead(() -> act(() -> nexus.dataOutReceived(unused, 0, 0, DataOutResult.OK)));
        assertDead(() -> act(() -> nexus.delivered(1)));
        assertDead(() -> act(nexus::batchEnded));
        assertDead(() -> act(nexus::lost));
        TaskManagementRequest request =
                new TaskManagementRequest(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, 0, null);
        assertDead(() -> act(() -> nexus.taskManagementReceived(request)));
        assertDead(() -> act(() -> nexus.affectedCommandsConfirmed(request)));
    }

    @Test
    public void shouldResumeTheParkedNexusForTheNextRevision() throws Exception {
        ProbeDriver earlier = register();
        ProbeTransport transport = new ProbeTransport();
        Nexus first = onLoop(() -> earlier.port().openNexus(WHO, transport, loop));
        assertEquals(Status.CHECK_CONDITION, testUnitReady(first, transport, 1));
        assertEquals(Status.GOOD, testUnitReady(first, transport, 2));
        unregister();
        Eventually.within(60, "the nexus is parked", () -> first.state() == NexusState.PARKED);
        assertDead(first::newCommand);

        ProbeDriver later = register();
        ProbeTransport laterTransport = new ProbeTransport();
        Nexus second = onLoop(() -> later.port().openNexus(WHO, laterTransport, loop));
        assertEquals("no power on is told twice", Status.GOOD, testUnitReady(second, laterTransport, 3));
        assertDead(first::newCommand);
    }

    private Status testUnitReady(Nexus nexus, ProbeTransport transport, long identifier) throws Exception {
        onLoop(() -> {
            TargetCommand command = nexus.newCommand();
            byte[] cdb = Cdbs.testUnitReady();
            command.lun(0).cdb(Unpooled.wrappedBuffer(cdb), 0, cdb.length).identifier(identifier);
            nexus.commandReceived(command);
            nexus.batchEnded();
            return null;
        });
        Status status = transport.nextStatus();
        onLoop(() -> act(() -> nexus.delivered(1)));
        return status;
    }

    private <T> T onLoop(Callable<T> task) throws Exception {
        return loop.submit(task).get(10, TimeUnit.SECONDS);
    }

    private static Void act(Runnable action) {
        action.run();
        return null;
    }

    private void assertDead(Callable<?> call) {
        ExecutionException thrown = assertThrows(ExecutionException.class, () -> onLoop(call));
        assertEquals(DeadHandleException.class, thrown.getCause().getClass());
    }
}
