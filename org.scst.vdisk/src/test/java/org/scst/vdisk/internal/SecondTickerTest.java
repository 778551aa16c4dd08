package org.scst.vdisk.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SecondTickerTest {

    @Test
    void shouldNeitherBeatNorFailAfterItWasClosed() {
        SecondTicker ticker = new SecondTicker();
        ticker.close();
        AtomicInteger beats = new AtomicInteger();

        ticker.everySecond(beats::incrementAndGet).close();

        assertEquals(0, beats.get());
    }
}
