package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableStatesTest {
    @TempDir
    Path state;

    @Test
    void shouldKnowAgainWhatWasKeptOfEachDeviceByItsName() throws IOException {
        DurableStates states = new DurableStates(state);
        states.keep("serial1", "server.operation", "OVERWRITE 1");
        states.keep("serial1", DurableStates.MODE_PAGES, "0800=04");
        states.keep("serial2", "server.operation", "FORMAT");

        DurableStates again = new DurableStates(state);

        assertEquals("OVERWRITE 1", again.of("serial1", "server.operation"));
        assertEquals("0800=04", again.of("serial1", DurableStates.MODE_PAGES));
        assertEquals("FORMAT", again.of("serial2", "server.operation"));
        assertEquals("", again.of("serial3", "server.operation"));
    }

    @Test
    void shouldForgetWhatIsKeptAsNothing() throws IOException {
        new DurableStates(state).keep("serial1", "server.operation", "FORMAT");
        new DurableStates(state).keep("serial1", "server.operation", "");

        assertEquals("", new DurableStates(state).of("serial1", "server.operation"));
    }

    @Test
    void shouldKeepFilesOfDevicesApartWhateverTheirSerialNumbersAre() throws IOException {
        DurableStates states = new DurableStates(state);

        Path file = states.file("../a b", "undo");

        assertEquals(state.resolve("device_files"), file.getParent());
        assertTrue(Files.isDirectory(file.getParent()));
        assertNotEquals(file, states.file("../a", "undo"));
        assertEquals(file, new DurableStates(state).file("../a b", "undo"));
    }
}
