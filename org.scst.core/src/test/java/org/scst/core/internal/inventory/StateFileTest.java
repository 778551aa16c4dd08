package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    @TempDir
    private Path folder;

    @Test
    void shouldRefuseEveryDamageAndLeaveTheFileAsItIs() throws IOException {
        Path path = folder.resolve("values");
        StateFile file = new StateFile(path, "values are lost");
        file.put("one", "1");
        file.put("two", "zwei");
        byte[] good = Files.readAllBytes(path);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            refuse(path, bad);
            bad[i] ^= (byte) 0x80; // no UTF-8 any more
            refuse(path, bad);
            refuse(path, Arrays.copyOf(good, i));
        }
        Files.write(path, good);
        assertEquals("zwei", new StateFile(path, "values are lost").get("two"));
    }

    private static void refuse(Path path, byte[] content) throws IOException {
        Files.write(path, content);
        StartFailure refused = assertThrows(StartFailure.class, () -> new StateFile(path, "values are lost"));
        assertEquals(path + " is damaged", refused.getMessage());
        assertEquals(content.length, Files.size(path));
    }

    @Test
    void shouldForgetAValueThatCouldNotBeKept() throws IOException {
        Path path = folder.resolve("values");
        StateFile file = new StateFile(path, "values are lost");
        file.put("kept", "old");
        Files.createDirectory(folder.resolve("values.new"));
        assertThrows(IOException.class, () -> file.put("lost", "x"));
        assertThrows(IOException.class, () -> file.put("kept", "new"));
        assertNull(file.get("lost"));
        assertEquals("old", file.get("kept"));
        Files.delete(folder.resolve("values.new"));
        file.put("lost", "x");
        assertEquals("x", new StateFile(path, "values are lost").get("lost"));
    }

    @Test
    void shouldRefuseWhatIsNotALine() throws IOException {
        StateFile file = new StateFile(folder.resolve("values"), "values are lost");
        assertThrows(IllegalArgumentException.class, () -> file.put("a=b", "c"));
        assertThrows(IllegalArgumentException.class, () -> file.put("a", "b\nc"));
    }
}
