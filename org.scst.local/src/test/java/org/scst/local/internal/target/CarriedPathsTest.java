package org.scst.local.internal.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.DescriptorIdentity;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.SocketDescriptor;
import org.scst.core.target.Handover;
import org.scst.local.internal.handover.Place;

/** No record is given up here: its descriptor is anybody's. */
class CarriedPathsTest {
    private static final Path FOLDER = Path.of("/srv/disks");
    private static final long SELF = ProcessHandle.current().pid();

    private final CarriedPaths paths = new CarriedPaths();

    private static Handover.Carried mount(String folder, String target, long process) {
        return Handover.Carried.ofDescriptor(
                "mount",
                new SocketDescriptor(1000),
                Map.of("folder", folder, "target", target),
                Map.of("process", process),
                Map.of());
    }

    @Test
    void shouldGiveAMountToItsTargetInItsFolderOnce() {
        assertEquals(
                List.of(),
                paths.adopt(new Handover(1, List.of(mount("/srv/disks", "a", SELF), mount("/srv/more", "b", SELF)))));
        assertFalse(paths.take(FOLDER, "b").isPresent());
        assertTrue(paths.take(FOLDER, "a").isPresent());
        assertFalse(paths.take(FOLDER, "a").isPresent());
        assertEquals(1, paths.takeAll().size());
    }

    @Test
    void shouldFindWhatAnotherTargetHasLeftInAFolder() {
        paths.add(mount("/srv/disks", "a", SELF));
        assertEquals(0, paths.takeOthers(FOLDER, "a").size());
        assertEquals(1, paths.takeOthers(FOLDER, "b").size());
        assertEquals(0, paths.takeAll().size());
    }

    @Test
    void shouldNotGuessWhichOfSeveralMountsADescriptorOfAnotherProcessIs() {
        Handover one = new Handover(1, List.of(mount("/srv/disks", "a", SELF + 1)));
        assertEquals(0, paths.adopt(one).size());
        Handover two = new Handover(1, List.of(mount("/srv/disks", "b", SELF + 1), mount("/srv/more", "c", SELF + 1)));
        assertEquals(2, paths.adopt(two).size());
    }

    @Test
    void shouldNotTakeWhatItDoesNotKnow() {
        assertEquals(
                1,
                paths.adopt(new Handover(2, List.of(mount("/srv/disks", "a", SELF))))
                        .size());
        assertEquals(0, paths.takeAll().size());
    }

    @Test
    void shouldTellSeveralMountsOfAnotherProcessApartWhereTheKernelDoes() throws LinuxException {
        try (Descriptor event = Descriptor.event()) {
            String identity = DescriptorIdentity.of(event.number());
            assumeTrue(DescriptorIdentity.isUnique(identity), "this kernel does not number events");
            Handover.Carried known = Handover.Carried.ofDescriptor(
                    "mount",
                    new SocketDescriptor(event.number()),
                    Map.of("folder", "/srv/disks", "target", "a", "identity", identity),
                    Map.of("process", SELF + 1),
                    Map.of());
            Handover.Carried unknown = mount("/srv/more", "b", SELF + 1);
            assertEquals(List.of(unknown), paths.adopt(new Handover(1, List.of(known, unknown))));
            assertTrue(paths.take(FOLDER, "a").isPresent());
        }
    }

    @Test
    void shouldKeepConnectionsBesideAMountOfAnotherProcess() {
        Handover.Carried listening = Handover.Carried.ofDescriptor(
                "listening",
                new SocketDescriptor(1000),
                Map.of("property", "vhost_user", "path", "/run/vm", "target", "a"),
                Map.of(),
                Map.of());
        Handover both = new Handover(1, List.of(mount("/srv/disks", "a", SELF + 1), listening));
        assertEquals(0, paths.adopt(both).size());
        assertEquals(
                1000,
                paths.take(new Place("vhost_user", Path.of("/run/vm"), "a"))
                        .listening()
                        .number());
        assertTrue(paths.take(FOLDER, "a").isPresent());
    }
}
