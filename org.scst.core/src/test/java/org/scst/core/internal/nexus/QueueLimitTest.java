package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.scst.core.internal.nexus.CommandPath.KIB;
import static org.scst.core.internal.nexus.CommandPath.MIB;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.NexusDescription.Queue;
import org.scst.core.target.OutOfResourcesException;
import org.scst.testkit.FakeNexusTransport;

/** One MiB for all commands, hence 512 KiB for unsolicited data, of which the first takes an eighth of one half: 32 KiB. */
class QueueLimitTest {
    private CommandPath path;
    private final List<FakeNexusTransport> opened = new ArrayList<>();

    @BeforeEach
    void mapOneDisk() {
        path = new CommandPath(MIB, NexusLimits.DEFAULT);
        path.map(0, 64);
    }

    @AfterEach
    void proveEverythingGivenBack() {
        opened.stream().filter(nexus -> nexus.closeReasons().isEmpty()).forEach(FakeNexusTransport::lose);
        path.close();
    }

    private FakeNexusTransport open(String initiator, Queue queue) {
        FakeNexusTransport nexus = new FakeNexusTransport()
                .open(path.port, new NexusDescription(initiator, initiator, null, "", true, false, queue), path.loop);
        opened.add(nexus);
        path.run();
        return nexus;
    }

    @Test
    void shouldTellWhatItsLogicalUnitsAdmitAndItsTransportQueues() {
        path.map(1, 64);
        assertEquals(List.of(128), open("a", Queue.UNBOUNDED).limits());
        assertEquals(List.of(32), open("b", new Queue(32, 0)).limits());
    }

    @Test
    void shouldTellWhenLunsChange() {
        FakeNexusTransport nexus = open("a", Queue.UNBOUNDED);
        nexus.send(0, testUnitReady());
        path.map(1, 64);
        nexus.send(0, testUnitReady());
        path.unmap(1);
        nexus.send(0, testUnitReady());
        assertEquals(List.of(64, 128, 64), nexus.limits());
    }

    @Test
    void shouldCoverOnlyAsManyCommandsAsHaveAPlaceForTheirUnsolicitedData() {
        assertEquals(List.of(4), open("a", new Queue(32, 8 * KIB)).limits());
        assertEquals(32 * KIB, path.total.reserved());
        assertEquals(List.of(32), open("b", new Queue(32, KIB / 2)).limits());
        assertEquals(48 * KIB, path.total.reserved());
    }

    @Test
    void shouldAlwaysCoverOneCommandUntilNothingIsLeft() {
        for (int i = 0; i < 4; i++) {
            assertEquals(List.of(1), open("a" + i, new Queue(32, 128 * KIB)).limits());
        }
        Queue one = new Queue(32, 128 * KIB);
        NexusDescription late = new NexusDescription("late", "late", null, "", true, false, one);
        assertThrows(
                OutOfResourcesException.class, () -> path.port.openNexus(late, new FakeNexusTransport(), path.loop));
        opened.removeFirst().lose();
        assertEquals(List.of(1), open("late", one).limits());
    }

    @Test
    void shouldWidenTheQueueOfOthersWhenANexusLeaves() {
        FakeNexusTransport large = open("large", new Queue(1, 384 * KIB));
        FakeNexusTransport small = open("small", new Queue(32, 8 * KIB));
        assertEquals(List.of(1), small.limits());
        opened.remove(large);
        large.lose();
        path.run();
        assertEquals(List.of(1, 4), small.limits());
    }

    @Test
    void shouldWidenTheQueueOfTheRestWhenAnEventLoopIsShutDown() {
        FakeNexusTransport large = open("large", new Queue(1, 384 * KIB));
        AtomicBoolean shut = new AtomicBoolean();
        NexusDescription onIt = new NexusDescription("b", "b", null, "", true, false, new Queue(32, 8 * KIB));
        FakeNexusTransport dead = new FakeNexusTransport().open(path.port, onIt, task -> {
            if (shut.get()) {
                throw new RejectedExecutionException("as asked");
            }
            path.loop.execute(task);
        });
        FakeNexusTransport small = open("small", new Queue(32, 8 * KIB));
        shut.set(true);
        opened.remove(large);
        large.lose();
        path.run();
        assertEquals(List.of(1, 3), small.limits());
        shut.set(false);
        opened.add(dead);
    }

    @Test
    void shouldKeepItsPlacesWhileItIsParkedAndTellTheNextDriver() {
        FakeNexusTransport nexus = open("a", new Queue(32, 8 * KIB));
        path.registration.end();
        path.run();
        assertEquals(32 * KIB, path.total.reserved());
        path.register();
        FakeNexusTransport again = nexus.resume(path.port, path.loop);
        path.run();
        assertEquals(List.of(4), again.limits());
        assertEquals(32 * KIB, path.total.reserved());
        opened.remove(nexus);
        opened.add(again);
    }

    @Test
    void shouldTellANexusThatWaitsForAnEarlierOneOnlyWhenItIsLive() {
        FakeNexusTransport first = open("a", Queue.UNBOUNDED);
        first.send(0, testUnitReady());
        first.answersData(false);
        first.answersTermination(false);
        first.write(0, CommandPath.write10(0, 1), new byte[512]);
        first.lose();
        FakeNexusTransport second = open("a", Queue.UNBOUNDED);
        assertEquals(List.of(), second.limits());
        first.terminated(first.windows().getFirst().command());
        path.run();
        assertEquals(List.of(64), second.limits());
        opened.remove(first);
    }
}
