package org.scst.user.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.linux.LocalSocket;

class SocketPathTest {
    @TempDir
    Path folder;

    private Path path() {
        return folder.resolve("socket");
    }

    @Test
    void shouldTakeThePlaceOfASocketThatNobodyListensAt() throws IOException {
        SocketPath.listen(path(), 1).listener().close();
        assertTrue(Files.exists(path()));
        SocketPath made = SocketPath.listen(path(), 1);
        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(path()));
        made.listener().close();
        made.delete();
        assertFalse(Files.exists(path()));
    }

    @Test
    void shouldLeaveAFileThatIsNoSocket() throws IOException {
        Files.writeString(path(), "a disk image");
        assertTrue(assertThrows(IOException.class, () -> SocketPath.listen(path(), 1))
                .getMessage()
                .contains("no socket"));
        assertEquals("a disk image", Files.readString(path()));
    }

    /** The revision of the bundle before this one, for instance, which listens until the update is done. */
    @Test
    void shouldWaitWhileSomebodyListens() throws IOException {
        SocketPath before = SocketPath.listen(path(), 1);
        assertThrows(PathTakenException.class, () -> SocketPath.listen(path(), 1));
        LocalSocket.connect(path()).close();
        before.delete();
        before.listener().close();
        SocketPath after = SocketPath.listen(path(), 1);
        LocalSocket.connect(path()).close();
        after.listener().close();
        after.delete();
        assertFalse(Files.exists(path()));
    }

    @Test
    void shouldDeleteNothingThatHasTakenItsPlace() throws IOException {
        SocketPath first = SocketPath.listen(path(), 1);
        Files.move(path(), folder.resolve("moved"));
        SocketPath second = SocketPath.listen(path(), 1);
        first.delete();
        assertTrue(Files.exists(path()));
        first.listener().close();
        second.listener().close();
        second.delete();
        assertFalse(Files.exists(path()));
    }
}
