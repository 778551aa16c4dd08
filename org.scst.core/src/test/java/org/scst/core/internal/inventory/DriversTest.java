package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.EventKind;
import org.scst.core.admin.Problem;
import org.scst.core.internal.event.PostedEvents;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.nexus.CommandPath;
import org.scst.core.target.DeadHandleException;
import org.scst.core.target.DriverProblem;
import org.scst.core.target.Handover;
import org.scst.core.target.NexusState;
import org.scst.testkit.Eventually;
import org.scst.testkit.FakeNexusTransport;
import org.scst.testkit.FakePort;

class DriversTest {
    @TempDir
    private Path state;

    private CommandPath path;
    private Targets targets;
    private Drivers drivers;
    private final StartGate gate = new StartGate();
    private final PostedEvents posted = new PostedEvents();
    private final FakePort driver = new FakePort("fake");

    @BeforeEach
    void startWithoutADriver() throws IOException {
        path = new CommandPath();
        targets = new Targets(new Identities(state), path.registry, path.environment);
        drivers = new Drivers(path.control, targets, gate, posted.taken(path.control, path.clock));
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.close();
    }

    private List<Problem> apply(FakeConfigurationAdmin files, long number) throws IOException {
        ConfiguredObjects objects = ConfiguredObjects.read(files.admin());
        targets.apply(objects, name -> null);
        drivers.apply(objects, number);
        CompletableFuture<List<Problem>> problems = drivers.reported().toCompletableFuture();
        path.run();
        return problems.join();
    }

    private static FakeConfigurationAdmin oneTarget() {
        return new FakeConfigurationAdmin().factory("org.scst.fake.target", "san", Map.of("name", "iqn.a"));
    }

    private void arrive(FakePort arriving) {
        drivers.arrived(arriving);
        path.run();
    }

    @Test
    void shouldStartADriverWithTheFirstGeneration() throws IOException {
        arrive(driver);
        assertTrue(driver.configurations().isEmpty());
        apply(oneTarget().singleton("org.scst.fake", Map.of("portals", "x")), 1);
        assertEquals(1, driver.configurations().size());
        assertEquals(Map.of("portals", "x"), driver.configurations().getFirst().settings());
        assertEquals(
                "iqn.a", driver.configurations().getFirst().targets().getFirst().name());
        assertTrue(targets.all().get("iqn.a").port().registered());
    }

    @Test
    void shouldKnowWhetherEveryDriverIsThereThatAFileIsAbout() throws IOException {
        apply(oneTarget().singleton("org.scst.other", Map.of()).singleton("org.scst.core", Map.of()), 1);
        CompletableFuture<Void> present = drivers.present();
        arrive(driver);
        assertFalse(present.isDone());
        arrive(new FakePort("other"));
        assertTrue(present.isDone());
        assertTrue(drivers.present().isDone());
    }

    @Test
    void shouldTellADriverOnlyOfWhatConcernsIt() throws IOException {
        arrive(driver);
        apply(oneTarget(), 1);
        apply(oneTarget().factory("org.scst.other.target", "x", Map.of()), 2);
        assertEquals(1, driver.configurations().size());
        apply(oneTarget().singleton("org.scst.fake", Map.of("portals", "y")), 3);
        assertEquals(2, driver.configurations().size());
    }

    @Test
    void shouldTellADriverWhenAGroupOpensItsTargetToAll() throws IOException {
        LogicalUnit disk = path.map(0, 8).logicalUnit;
        arrive(driver);
        apply(oneTarget(), 1);
        ConfiguredObjects opened = ConfiguredObjects.read(oneTarget()
                .factory(
                        ConfiguredObjects.GROUP_PID,
                        "all",
                        Map.of("target", "iqn.a", "initiators", "*", "lun.0", "disk0"))
                .admin());
        targets.apply(opened, name -> disk);
        drivers.apply(opened, 2);
        path.run();
        assertFalse(driver.configurations().getFirst().targets().getFirst().openToAll());
        assertTrue(driver.configurations().getLast().targets().getFirst().openToAll());
    }

    @Test
    void shouldReportWhatADriverCannotApplyAndThatItFailed() throws IOException {
        driver.problems(List.of(new DriverProblem("san", "key", "cause", "cure")));
        FakePort defect = new FakePort("defect");
        defect.defect(new IllegalStateException("as asked"));
        arrive(driver);
        arrive(defect);
        List<Problem> problems = apply(oneTarget(), 1);
        assertEquals(2, problems.size());
        assertTrue(problems.contains(new Problem("org.scst.fake.target", "san", "key", "cause", "cure")));
    }

    @Test
    void shouldLetLoginsInOnceAStartIsOverThatTookTooLong() throws IOException {
        gate.begin(path.control);
        arrive(driver);
        apply(oneTarget(), 1);
        path.control.advance(Duration.ofSeconds(StartGate.PATIENCE_SECONDS));
        assertFalse(driver.handle().startGate().toCompletableFuture().join());

        gate.open();

        assertTrue(driver.handle().startGate().toCompletableFuture().join());
    }

    @Test
    void shouldParkNexusesWhenADriverHasStopped() throws IOException {
        arrive(driver);
        apply(oneTarget(), 1);
        FakeNexusTransport initiator = new FakeNexusTransport().open(driver.port("iqn.a"), "a", path.loop);
        driver.stopsAtOnce(false);
        drivers.left(driver);
        path.run();
        assertEquals(NexusState.LIVE, initiator.nexus().state());
        driver.stopped();
        path.run();
        assertEquals(NexusState.PARKED, initiator.nexus().state());
        assertThrows(DeadHandleException.class, () -> driver.handle().startGate());
    }

    @Test
    void shouldStopOnlyWhenADriverThatWithdrewBeforeHasStopped() throws IOException {
        arrive(driver);
        apply(oneTarget(), 1);
        driver.stopsAtOnce(false);
        drivers.left(driver);
        path.run();
        CompletableFuture<Void> stopped = drivers.stop(false).toCompletableFuture();
        path.run();
        assertFalse(stopped.isDone(), "its nexuses are not parked yet");
        driver.stopped();
        path.run();
        assertTrue(stopped.isDone());
    }

    @Test
    void shouldNotWaitForeverForADriverThatDoesNotStop() throws IOException {
        arrive(driver);
        apply(oneTarget(), 1);
        driver.stopsAtOnce(false);
        drivers.left(driver);
        path.control.advance(Duration.ofSeconds(10));
        path.run();
        assertFalse(targets.all().get("iqn.a").port().registered());
    }

    @Test
    void shouldEndWithinALimitWhenThePlatformStopsAndADriverDoesNot() throws IOException {
        FakePort other = new FakePort("other");
        arrive(driver);
        arrive(other);
        apply(oneTarget(), 1);
        driver.stopsAtOnce(false);
        CompletableFuture<Void> stopped = drivers.stop(false).toCompletableFuture();
        path.run();
        assertFalse(stopped.isDone());
        path.control.advance(Duration.ofSeconds(5));
        assertTrue(stopped.isDone());
        assertFalse(targets.all().get("iqn.a").port().registered());
    }

    @Test
    void shouldStartTheNextRevisionWhenTheLastHasLetItsPortsGo() throws IOException {
        arrive(driver);
        apply(oneTarget(), 1);
        driver.stopsAtOnce(false);
        drivers.left(driver);
        FakePort next = new FakePort("fake");
        arrive(next);
        assertTrue(next.configurations().isEmpty());
        driver.stopped();
        path.run();
        assertNotNull(next.port("iqn.a"));
        assertEquals(1, next.port("iqn.a").relativePortIdentifier());
        assertTrue(targets.all().get("iqn.a").port().registered());
    }

    @Test
    void shouldForgetARevisionThatLeavesBeforeItsTurn() throws IOException {
        arrive(driver);
        apply(oneTarget(), 1);
        driver.stopsAtOnce(false);
        drivers.left(driver);
        FakePort next = new FakePort("fake");
        arrive(next);
        drivers.left(next);
        driver.stopped();
        path.run();
        assertTrue(next.configurations().isEmpty());
        assertFalse(targets.all().get("iqn.a").port().registered());
    }

    @Test
    void shouldHaveASecondRevisionWaitUntilTheOneThatServesHasLeft() throws IOException {
        arrive(driver);
        apply(oneTarget(), 1);
        FakePort next = new FakePort("fake");
        arrive(next);
        assertTrue(next.configurations().isEmpty());
        assertEquals(1, posted.count(EventKind.DRIVER_ARRIVED));
        apply(oneTarget().singleton("org.scst.fake", Map.of("portals", "y")), 2);
        assertEquals(2, driver.configurations().size(), "the one that serves is told");
        drivers.left(driver);
        path.run();
        assertEquals("y", next.configurations().getFirst().settings().get("portals"));
        assertEquals(2, posted.count(EventKind.DRIVER_ARRIVED));
        assertEquals(1, posted.count(EventKind.DRIVER_LEFT));
        assertEquals(0, posted.count(EventKind.PORTAL_CLOSED) - posted.count(EventKind.PORTAL_OPENED) + 1);
    }

    @Test
    void shouldServeOnWithTheFirstRevisionWhenTheSecondLeavesBeforeItsTurn() throws IOException {
        arrive(driver);
        apply(oneTarget(), 1);
        FakePort next = new FakePort("fake");
        arrive(next);
        drivers.left(next);
        path.run();
        assertEquals(0, posted.count(EventKind.DRIVER_LEFT));
        assertTrue(targets.all().get("iqn.a").port().registered());
        FakePort third = new FakePort("fake");
        arrive(third);
        assertTrue(third.configurations().isEmpty(), "the first serves still");
        drivers.left(driver);
        path.run();
        assertEquals(1, third.configurations().size());
        assertTrue(next.configurations().isEmpty());
    }

    @Test
    void shouldReportAGenerationWhileARevisionWaitsAfterAnotherWasTakenBack() throws IOException {
        arrive(driver);
        apply(oneTarget(), 1);
        for (int revision = 0; revision < 2; revision++) {
            FakePort takenBack = new FakePort("fake");
            arrive(takenBack);
            assertTrue(drivers.reported().toCompletableFuture().isDone(), "the first serves, this one waits");
            drivers.left(takenBack);
            path.run();
        }
        assertTrue(drivers.reported().toCompletableFuture().isDone());
    }

    @Test
    void shouldReportAGenerationWhenTheRevisionThatWasToApplyItIsTakenBack() throws IOException {
        arrive(driver);
        apply(oneTarget(), 1);
        driver.stopsAtOnce(false);
        drivers.left(driver);
        FakePort next = new FakePort("fake");
        arrive(next);
        CompletableFuture<List<Problem>> report = drivers.reported().toCompletableFuture();
        assertFalse(report.isDone());
        drivers.left(next);
        path.run();
        assertTrue(report.isDone());
        FakePort third = new FakePort("fake");
        arrive(third);
        assertTrue(third.configurations().isEmpty(), "the first has not stopped yet");
        driver.stopped();
        path.run();
        assertEquals(1, third.configurations().size());
    }

    @Test
    void shouldHaveTheThirdRevisionFollowTheFirstWhenTheSecondIsTakenBackBetweenThem() throws IOException {
        arrive(driver);
        apply(oneTarget(), 1);
        FakePort second = new FakePort("fake");
        FakePort third = new FakePort("fake");
        arrive(second);
        arrive(third);
        drivers.left(second);
        path.run();
        assertTrue(third.configurations().isEmpty(), "the first serves still");
        drivers.left(driver);
        path.run();
        assertEquals(1, third.configurations().size());
        assertTrue(second.configurations().isEmpty());
    }

    @Test
    void shouldHoldNothingOfARevisionThatWasTakenBackBeforeItsTurn() throws Exception {
        arrive(driver);
        apply(oneTarget(), 1);
        WeakReference<FakePort> takenBack = comeAndGo();
        Eventually.holds("let go of", () -> {
            System.gc();
            return takenBack.refersTo(null);
        });
    }

    private WeakReference<FakePort> comeAndGo() {
        FakePort next = new FakePort("fake");
        arrive(next);
        drivers.left(next);
        path.run();
        path.control.advance(Duration.ofSeconds(10)); // after which it would not be awaited
        return new WeakReference<>(next);
    }

    @Test
    void shouldNotTellOfPortalsThatStayOpenForTheNextRevision() throws IOException {
        arrive(driver);
        apply(oneTarget(), 1);
        driver.handle().handOver(new Handover(1, List.of()));
        drivers.left(driver);
        path.run();
        FakePort next = new FakePort("fake");
        arrive(next);
        next.handle().takeOver();
        path.control.advance(Duration.ofSeconds(60));
        path.run();
        assertEquals(1, posted.count(EventKind.PORTAL_OPENED));
        assertEquals(0, posted.count(EventKind.PORTAL_CLOSED));
    }

    @Test
    void shouldTellOfTheEndOfPortalsThatNobodyTookOverInTime() throws IOException {
        arrive(driver);
        apply(oneTarget(), 1);
        driver.handle().handOver(new Handover(1, List.of()));
        drivers.left(driver);
        path.run();
        path.control.advance(Duration.ofSeconds(19));
        path.run();
        assertEquals(0, posted.count(EventKind.PORTAL_CLOSED));
        path.control.advance(Duration.ofSeconds(2));
        path.run();
        assertEquals(1, posted.count(EventKind.PORTAL_CLOSED));
    }

    @Test
    void shouldTellAtOnceOfPortalsThatADriverHasClosed() throws IOException {
        arrive(driver);
        apply(oneTarget(), 1);
        drivers.left(driver);
        path.run();
        assertEquals(1, posted.count(EventKind.PORTAL_CLOSED));
    }

    @Test
    void shouldRefuseAPortThatNoFileDefines() throws IOException {
        arrive(driver);
        apply(oneTarget(), 1);
        assertThrows(
                IllegalArgumentException.class,
                () -> driver.handle()
                        .registerPort(new org.scst.core.target.PortDescription(
                                "iqn.b", org.scst.core.scsi.ProtocolIdentifier.ISCSI, List.of(), List.of(), 60)));
    }
}
