package org.scst.runtime.configuration.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.runtime.configuration.folder.ChangedMeanwhileException;
import org.scst.runtime.configuration.folder.FolderWriter;

class EditBatchTest {

    @TempDir
    private Path temporary;

    @Test
    void shouldTakeBackWhatItWroteWhenALaterFileWasChangedMeanwhile() throws Exception {
        Path etc = Files.createDirectory(temporary.resolve("etc"));
        Files.writeString(etc.resolve("p-b.cfg"), "x = 1\n");
        Files.writeString(etc.resolve("p-c.cfg"), "x = 1\n");
        FolderWriter writer = new FolderWriter(etc);
        EditBatch batch = EditBatch.prepare(
                List.of(
                        ReconcilerFixture.create("p", "a", Map.of("x", "1")),
                        ReconcilerFixture.update("p", "b", Map.of("x", "2")),
                        ReconcilerFixture.update("p", "c", Map.of("x", "2"))),
                writer,
                new TreeMap<>());
        Files.writeString(etc.resolve("p-c.cfg"), "x = somebody else\n");
        assertThrows(ChangedMeanwhileException.class, batch::write);
        assertFalse(Files.exists(etc.resolve("p-a.cfg")));
        assertEquals("x = 1\n", Files.readString(etc.resolve("p-b.cfg")));
        assertEquals("x = somebody else\n", Files.readString(etc.resolve("p-c.cfg")));
    }

    @Test
    void shouldJoinTwoEditsOfOneFile() throws Exception {
        Path etc = Files.createDirectory(temporary.resolve("etc"));
        Files.writeString(etc.resolve("p-b.cfg"), "x = 1\n");
        FolderWriter writer = new FolderWriter(etc);
        EditBatch.prepare(
                        List.of(
                                ReconcilerFixture.update("p", "b", Map.of("x", "2")),
                                ReconcilerFixture.update("p", "b", Map.of("y", "3"))),
                        writer,
                        new TreeMap<>())
                .write();
        assertEquals("x = 2\ny = 3\n", read(etc));
    }

    private static String read(Path etc) throws IOException {
        return Files.readString(etc.resolve("p-b.cfg"));
    }
}
