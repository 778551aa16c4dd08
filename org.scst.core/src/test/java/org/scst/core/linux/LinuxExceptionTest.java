package org.scst.core.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LinuxExceptionTest {

    @Test
    void shouldSayCallFileAndMeaning() {
        LinuxException failed = new LinuxException("open", Errno.ENOENT, Path.of("/srv/disk.img"));
        assertEquals("open /srv/disk.img: no such file or directory (ENOENT)", failed.getMessage());
        assertEquals("open", failed.call());
        assertEquals(2, failed.errno());
        assertEquals("ENOENT", failed.symbol());
        assertEquals(Path.of("/srv/disk.img"), failed.path());
    }

    @Test
    void shouldDoWithoutAFile() {
        LinuxException failed = new LinuxException("mmap", Errno.ENOMEM, null);
        assertEquals("mmap: cannot allocate memory (ENOMEM)", failed.getMessage());
        assertNull(failed.path());
    }

    @Test
    void shouldShowTheNumberOfAnErrorItHasNoNameFor() {
        assertEquals("ioctl: error number 71 (71)", new LinuxException("ioctl", 71, null).getMessage());
    }
}
