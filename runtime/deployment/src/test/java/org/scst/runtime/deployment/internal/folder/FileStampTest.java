package org.scst.runtime.deployment.internal.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;

class FileStampTest {
    private static final FileTime TIME = FileTime.fromMillis(1000);
    private static final FileTime LATER = FileTime.fromMillis(2000);
    private static final FileStamp STAMP = new FileStamp(1L, 2, TIME, TIME);

    @Test
    void shouldBeTheSameWhenNothingHasChanged() {
        FileStamp same = new FileStamp(Long.valueOf(1), 2, FileTime.fromMillis(1000), TIME);
        assertEquals(STAMP, same);
        assertEquals(STAMP.hashCode(), same.hashCode());
    }

    @Test
    void shouldDifferInWhateverHasChanged() {
        assertNotEquals(STAMP, new FileStamp(3L, 2, TIME, TIME));
        assertNotEquals(STAMP, new FileStamp(1L, 3, TIME, TIME));
        assertNotEquals(STAMP, new FileStamp(1L, 2, LATER, TIME));
        assertNotEquals(STAMP, new FileStamp(1L, 2, TIME, LATER));
    }
}
