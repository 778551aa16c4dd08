package org.scst.runtime.console.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.testkit.Trials;

class BytesTest {

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "512,512",
        "10G,10737418240",
        "10g,10737418240",
        "1T,1099511627776",
        "4 KiB,4096",
        "7P,7881299347898368",
        "3MB,3145728"
    })
    void shouldReadWhatPeopleWrite(String written, long count) {
        assertEquals(Optional.of(new Bytes(count)), Bytes.parse(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "-1", "1.5G", "10X", "999999999999999999P", "0x10", "1 0"})
    void shouldRefuseWhatIsNoSize(String written) {
        assertEquals(Optional.empty(), Bytes.parse(written));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "513,513", "1024,1K", "1536,1536", "1610612736,1536M", "10737418240,10G"})
    void shouldWriteExactlyInTheLargestUnit(long count, String written) {
        assertEquals(written, new Bytes(count).exact());
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1024,1 KiB", "1610612736,1.5 GiB", "10737418240,10 GiB"})
    void shouldShowARoundFigure(long count, String shown) {
        assertEquals(shown, new Bytes(count).toString());
    }

    @Test
    void shouldReadWhatItWrote() {
        Trials.each(1000, values -> {
            int zeroBits = 10 * values.number(0, 5);
            Bytes count = new Bytes(values.number(0, 999_999_999_999_999_999L >> zeroBits) << zeroBits);
            assertEquals(Optional.of(count), Bytes.parse(count.exact()));
        });
    }
}
