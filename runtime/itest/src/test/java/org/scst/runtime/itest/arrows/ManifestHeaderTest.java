package org.scst.runtime.itest.arrows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestHeaderTest {
    @Test
    void shouldReadNamesAndLeaveOutAttributes() {
        assertEquals(
                List.of("a.b", "c", "d.e"),
                ManifestHeader.names("a.b;version=\"[1,2)\",c;d.e;uses:=\"x,y;z\";version=\"1\""));
    }

    @Test
    void shouldReadNothingFromAnAbsentHeader() {
        assertEquals(List.of(), ManifestHeader.names(null));
    }
}
