package org.scst.local.internal.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.scst.core.linux.SocketDescriptor;
import org.scst.core.target.Handover;

/** No record is given up here: its descriptor is anybody's. */
class CarriedMountsTest {
    private static final Path FOLDER = Path.of("/srv/disks");
    private static final long SELF = ProcessHandle.current().pid();

    private final CarriedMounts mounts = new CarriedMounts();

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
                mounts.adopt(new Handover(1, List.of(mount("/srv/disks", "a", SELF), mount("/srv/more", "b", SELF)))));
        assertFalse(mounts.take(FOLDER, "b").isPresent());
        assertTrue(mounts.take(FOLDER, "a").isPresent());
        assertFalse(mounts.take(FOLDER, "a").isPresent());
        assertEquals(1, mounts.takeAll().size());
    }

    @Test
    void shouldFindWhatAnotherTargetHasLeftInAFolder() {
        mounts.add(mount("/srv/disks", "a", SELF));
        assertEquals(0, mounts.takeOthers(FOLDER, "a").size());
        assertEquals(1, mounts.takeOthers(FOLDER, "b").size());
        assertEquals(0, mounts.takeAll().size());
    }

    @Test
    void shouldNotGuessWhichOfSeveralMountsADescriptorOfAnotherProcessIs() {
        Handover one = new Handover(1, List.of(mount("/srv/disks", "a", SELF + 1)));
        assertEquals(0, mounts.adopt(one).size());
        Handover two = new Handover(1, List.of(mount("/srv/disks", "b", SELF + 1), mount("/srv/more", "c", SELF + 1)));
        assertEquals(2, mounts.adopt(two).size());
    }

    @Test
    void shouldNotTakeWhatItDoesNotKnow() {
        assertEquals(
                1,
                mounts.adopt(new Handover(2, List.of(mount("/srv/disks", "a", SELF))))
                        .size());
        assertEquals(0, mounts.takeAll().size());
    }
}
