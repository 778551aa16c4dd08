package org.scst.runtime.configuration.description;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.service.metatype.AttributeDefinition;

class AttributeDescriptionTest {

    private static AttributeDescription of(AttributeDefinition definition) {
        return new AttributeDescription(definition);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "yes", "no", "true", "FALSE", "Yes"})
    void shouldReadEverySpellingOfABoolean(String value) {
        assertEquals(Optional.empty(), of(Described.bool("read_only")).fault(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "2", "on", "ja"})
    void shouldRefuseWhatIsNoBoolean(String value) {
        assertTrue(of(Described.bool("read_only")).fault(value).orElseThrow().contains("no boolean"));
    }

    @ParameterizedTest
    @CsvSource({"1,true", "yes,true", "TRUE,true", "0,false", "No,false"})
    void shouldHandOverBooleansInOneSpelling(String written, String canonical) {
        assertEquals(canonical, of(Described.bool("b")).canonical(written));
    }

    @Test
    void shouldHandOverEverythingElseAsItIsWritten() {
        assertEquals("Yes", of(Described.string("s")).canonical("Yes"));
    }

    @ParameterizedTest
    @CsvSource({
        "ten," + AttributeDefinition.INTEGER,
        "3000000000," + AttributeDefinition.INTEGER,
        "1.5," + AttributeDefinition.LONG,
        "40000," + AttributeDefinition.SHORT,
        "200," + AttributeDefinition.BYTE,
        "x," + AttributeDefinition.DOUBLE,
        "x," + AttributeDefinition.FLOAT,
        "ab," + AttributeDefinition.CHARACTER,
    })
    void shouldRefuseWhatIsNoValueOfTheType(String value, int type) {
        assertTrue(of(Described.attribute("n", type, 0)).fault(value).isPresent());
    }

    @ParameterizedTest
    @CsvSource({
        "-7," + AttributeDefinition.INTEGER,
        "3000000000," + AttributeDefinition.LONG,
        "1.5," + AttributeDefinition.DOUBLE,
        "x," + AttributeDefinition.CHARACTER,
        "anything goes," + AttributeDefinition.STRING,
    })
    void shouldAcceptAValueOfTheType(String value, int type) {
        assertEquals(Optional.empty(), of(Described.attribute("n", type, 0)).fault(value));
    }

    @Test
    void shouldRefuseANumberOutsideItsLimits() {
        AttributeDescription threads = of(Described.number("threads", 1, 64));
        assertTrue(threads.fault("65").orElseThrow().contains("greater than maximum"));
        assertTrue(threads.fault("0").orElseThrow().contains("less than minimum"));
        assertEquals(Optional.empty(), threads.fault("64"));
    }

    @Test
    void shouldNameTheOptionsAndTheNearestOne() {
        String fault =
                of(Described.option("type", "fileio", "nullio")).fault("filio").orElseThrow();
        assertTrue(fault.contains("fileio, nullio"), fault);
        assertTrue(fault.contains("did you mean \"fileio\""), fault);
    }

    @Test
    void shouldCheckEachElementOfAList() {
        AttributeDescription cpus = of(Described.list("cpus", AttributeDefinition.INTEGER));
        assertEquals(Optional.empty(), cpus.fault("1, 2,3"));
        assertTrue(cpus.fault("1, two").orElseThrow().contains("\"two\""));
        assertTrue(cpus.fault("1,,2").orElseThrow().contains("empty"));
    }

    @Test
    void shouldLimitTheElementsOfAList() {
        AttributeDescription two = of(Described.attribute("pair", AttributeDefinition.STRING, -2));
        assertEquals(Optional.empty(), two.fault("a, b"));
        assertTrue(two.fault("a, b, c").orElseThrow().contains("at most 2"));
    }

    @Test
    void shouldMatchEveryNumberOfAFamilyAndNothingElse() {
        AttributeDescription lun = of(Described.string("lun.N"));
        assertTrue(lun.matches("lun.0"));
        assertTrue(lun.matches("lun.16383"));
        assertFalse(lun.matches("lun."));
        assertFalse(lun.matches("lun.x"));
        assertFalse(lun.matches("lun.1.2"));
        assertFalse(lun.matches("luns.1"));
    }
}
