package org.scst.local.internal.fuse;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.scst.core.linux.Errno;
import org.scst.core.linux.LinuxException;

class MountRightsTest {
    @Test
    void shouldRefuseAServiceWhoseMountsNobodyElseSees() {
        String cause = assertThrows(IOException.class, () -> MountRights.verify("0123", "mnt:[2]", "mnt:[1]"))
                .getMessage();
        assertTrue(cause.contains("seen by nobody else") && cause.contains("systemctl edit"), cause);
    }

    @Test
    void shouldLetEverybodyElseTry() {
        assertDoesNotThrow(() -> MountRights.verify("0123", "mnt:[1]", "mnt:[1]"));
        assertDoesNotThrow(() -> MountRights.verify("0123", "mnt:[1]", ""));
        assertDoesNotThrow(() -> MountRights.verify(null, "mnt:[2]", "mnt:[1]"));
    }

    @Test
    void shouldSayHowToGetTheRightsThatLack() {
        String rights = MountRights.refused(new LinuxException("mount", Errno.EPERM, Path.of("/srv/disks")))
                .getMessage();
        assertTrue(rights.contains("mount /srv/disks") && rights.contains("CAP_SYS_ADMIN"), rights);
        String device = MountRights.refused(new LinuxException("open", Errno.ENOENT, Path.of("/dev/fuse")))
                .getMessage();
        assertTrue(device.contains("modprobe fuse"), device);
        LinuxException other = new LinuxException("mount", Errno.ENOMEM, null);
        assertSame(other, MountRights.refused(other));
    }
}
