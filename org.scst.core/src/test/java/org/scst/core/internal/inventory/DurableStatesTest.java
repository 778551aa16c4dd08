package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableStatesTest {
    @TempDir
    Path state;

    @Test
    void shouldKnowAgainWhatWasKeptOfEachDeviceAndKind() throws IOException {
        DurableStates states = new DurableStates(state);
        states.keep("serial1", DurableStates.Kind.SERVER, "OVERWRITE 1");
        states.keep("serial1", DurableStates.Kind.MODE_PAGES, "0800=04");
        states.keep("serial2", DurableStates.Kind.SERVER, "FORMAT");

        DurableStates again = new DurableStates(state);

        assertEquals("OVERWRITE 1", again.of("serial1", DurableStates.Kind.SERVER));
        assertEquals("0800=04", again.of("serial1", DurableStates.Kind.MODE_PAGES));
        assertEquals("FORMAT", again.of("serial2", DurableStates.Kind.SERVER));
        assertEquals("", again.of("serial3", DurableStates.Kind.SERVER));
    }

    @Test
    void shouldForgetWhatIsKeptAsNothing() throws IOException {
        new DurableStates(state).keep("serial1", DurableStates.Kind.SERVER, "FORMAT");
        new DurableStates(state).keep("serial1", DurableStates.Kind.SERVER, "");

        assertEquals("", new DurableStates(state).of("serial1", DurableStates.Kind.SERVER));
    }
}
