package org.scst.runtime.eventloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TransportTest {
    @Test
    void shouldTakeTheBestWhenSetToAuto() {
        assertEquals(Transport.best(), Transport.of("auto"));
    }

    @Test
    void shouldReadTheWordWhateverItsCase() {
        assertEquals(Transport.NIO, Transport.of(" NIO "));
    }

    @Test
    void shouldNameTheWordAndTheChoicesWhenTheWordIsUnknown() {
        String message = assertThrows(IllegalArgumentException.class, () -> Transport.of("kqueue"))
                .getMessage();
        assertTrue(message.contains("kqueue") && message.contains("auto, epoll, nio"), message);
    }

    @Test
    void shouldOfferTheWordThatDriversLookFor() {
        assertEquals("epoll", Transport.EPOLL.propertyValue());
        assertEquals("nio", Transport.NIO.propertyValue());
    }
}
