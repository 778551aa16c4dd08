package org.scst.vdisk.internal.encryption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediaKeyFileTest {
    private static final int KEY = 40;
    private static final int KEY_LENGTH = 64;
    private static final int SECOND = 4096;
    private Path path;
    private MediaKeyFile file;
    private MediaKey first;

    @BeforeEach
    void create(@TempDir Path folder) throws IOException {
        path = folder.resolve("serial+media-key");
        file = new MediaKeyFile(path, new SecureRandom());
        first = file.create();
    }

    private static byte[] bytes(MediaKey key) {
        return Arrays.copyOfRange(key.record().array(), KEY, KEY + KEY_LENGTH);
    }

    private static boolean contains(byte[] all, byte[] part) {
        for (int at = 0; at + part.length <= all.length; at++) {
            if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }

    private void spoil(int place) throws IOException {
        byte[] all = Files.readAllBytes(path);
        all[place + KEY] ^= 1;
        Files.write(path, all);
    }

    @Test
    void shouldBeReadAsItWasMadeByItsOwnerOnly() throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        assertEquals(
                ByteBuffer.wrap(first.record().array()),
                ByteBuffer.wrap(file.read().record().array()));
        assertTrue(contains(Files.readAllBytes(path), bytes(first)));
    }

    @Test
    void shouldNeverSayTheKey() {
        assertFalse(first.toString().contains(java.util.HexFormat.of().formatHex(bytes(first), 0, 4)));
        assertTrue(first.toString().endsWith(first.note()));
    }

    @Test
    void shouldMakeEachKeyAnew() throws IOException {
        assertFalse(Arrays.equals(bytes(first), bytes(file.create())));
    }

    @Test
    void shouldCountTheLaterKeyWhereverACrashComes() throws IOException {
        MediaKey second = file.add(first);
        assertEquals(second.note(), file.read().note());
        assertTrue(second.suits(first.note()));
        assertFalse(first.suits(second.note()));

        file.overwriteBefore(second);
        assertEquals(second.note(), file.read().note());
        assertFalse(contains(Files.readAllBytes(path), bytes(first)));

        MediaKey third = file.add(second);
        assertEquals(third.note(), file.read().note());
        file.overwriteBefore(third);
        assertFalse(contains(Files.readAllBytes(path), bytes(second)));
        assertTrue(contains(Files.readAllBytes(path), bytes(third)));
    }

    @Test
    void shouldCountTheFormerKeyWhereTheNextWasWrittenInPartOnly() throws IOException {
        file.add(first);
        spoil(SECOND);

        assertEquals(first.note(), file.read().note());
    }

    @Test
    void shouldRefuseADamagedKey() throws IOException {
        spoil(0);

        IOException problem = assertThrows(IOException.class, file::read);
        assertTrue(
                problem.getMessage().contains("damaged") && problem.getMessage().contains("backup"));
        Files.write(path, new byte[7]);
        assertThrows(IOException.class, file::read);
    }

    @Test
    void shouldRefuseAKeyThatOthersCanRead() throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));

        IOException problem = assertThrows(IOException.class, file::read);
        assertTrue(problem.getMessage().contains("chmod 600"));
    }

    @Test
    void shouldTellAnotherMediumsKey(@TempDir Path other) throws IOException {
        MediaKey anothers = new MediaKeyFile(other.resolve("key"), new SecureRandom()).create();

        assertFalse(anothers.suits(first.note()));
    }
}
