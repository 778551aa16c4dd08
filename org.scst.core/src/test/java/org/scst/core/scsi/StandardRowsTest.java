package org.scst.core.scsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StandardRowsTest {

    static List<CommandDescriptor> rows() {
        return Stream.of(
                        PrimaryCommands.class,
                        BlockCommands.class,
                        MultimediaCommands.class,
                        ThirdPartyCopyCommands.class)
                .flatMap(rows -> Arrays.stream(rows.getDeclaredFields()))
                .filter(field -> Modifier.isPublic(field.getModifiers()))
                .filter(field -> field.getType() == CommandDescriptor.class)
                .map(StandardRowsTest::value)
                .toList();
    }

    private static CommandDescriptor value(java.lang.reflect.Field field) {
        try {
            return (CommandDescriptor) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static CommandDescriptor named(String name) {
        return rows().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldHaveOneRowForEachOperationCodeAndServiceAction() {
        Map<Integer, CommandDescriptor> seen = new HashMap<>();
        Map<Integer, Boolean> withServiceActions = new HashMap<>();
        for (CommandDescriptor row : rows()) {
            int key = row.operationCode() << 16 | row.serviceAction() + 1;
            CommandDescriptor earlier = seen.put(key, row);
            assertTrue(earlier == null, row + " and " + earlier);
            Boolean before = withServiceActions.put(row.operationCode(), row.hasServiceAction());
            assertTrue(before == null || before == row.hasServiceAction(), row.name());
        }
        assertTrue(seen.size() > 50, "the rows were not found");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldHaveAUsageMapThatIsAsLongAsTheCdbAndHasNacaOfControl(CommandDescriptor row) {
        byte[] usage = row.usage();
        boolean variable = row.operationCode() == Cdb.VARIABLE_LENGTH;
        assertEquals(variable ? 32 : Cdb.lengthOf(row.operationCode()), usage.length);
        assertEquals(row.operationCode(), usage[0] & 0xFF);
        assertEquals(4, usage[variable ? 1 : usage.length - 1]);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldSayWhereItComesFromAndWhichWayItsDataGoes(CommandDescriptor row) {
        assertFalse(row.clause().isEmpty());
        assertNotNull(row.reservationClass());
        boolean data = row.dataLength() != DataLength.NONE && row.dataLength() != DataLength.BLOCKS_WITHOUT_DATA;
        assertEquals(data, row.direction() != DataDirection.NONE);
        assertEquals(
                row.dataLength() == DataLength.ALLOCATION
                        || row.dataLength() == DataLength.FIXED
                        || row.dataLength() == DataLength.USER_DATA
                        || row.name().startsWith("READ("),
                row.direction() == DataDirection.FROM_DEVICE);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldConflictWithEveryReservationWhenItWritesTheMedium(CommandDescriptor row) {
        if (row.writesMedium()) {
            assertEquals(ReservationClass.CONFLICTS, row.reservationClass());
            assertEquals(DataDirection.TO_DEVICE, row.direction());
        }
    }

    /** NACA of the CONTROL byte, which all have, is looked at once, above. */
    private static String usageButNaca(String name) {
        byte[] usage = named(name).usage();
        usage[usage[0] == 0x7F ? 1 : usage.length - 1] &= ~0x04;
        return HexFormat.ofDelimiter(" ").formatHex(usage);
    }

    @ParameterizedTest
    @CsvSource({
        "TEST UNIT READY, 00 00 00 00 00 00",
        "REQUEST SENSE, 03 01 00 00 ff 00",
        "INQUIRY, 12 01 ff ff ff 00",
        "MODE SELECT(6), 15 11 00 00 ff 00",
        "MODE SELECT(10), 55 11 00 00 00 00 00 ff ff 00",
        "MODE SENSE(6), 1a 08 ff ff ff 00",
        "MODE SENSE(10), 5a 18 ff ff 00 00 00 ff ff 00",
        "RESERVE(6), 16 10 00 00 00 00",
        "RELEASE(6), 17 10 00 00 00 00",
        "RESERVE(10), 56 10 00 00 00 00 00 ff ff 00",
        "RELEASE(10), 57 10 00 00 00 00 00 ff ff 00",
        "SEND DIAGNOSTIC, 1d f4 00 ff ff 00",
        "PREVENT ALLOW MEDIUM REMOVAL, 1e 00 00 00 03 00",
        "WRITE BUFFER, 3b 1f ff ff ff ff ff ff ff 00",
        "READ BUFFER(10), 3c 1f ff ff ff ff ff ff ff 00",
        "LOG SENSE, 4d 03 ff ff 00 ff ff ff ff 00",
        "REPORT LUNS, a0 00 ff 00 00 00 ff ff ff ff 00 00",
        "REPORT SUPPORTED OPERATION CODES, a3 0c 87 ff ff ff ff ff ff ff 00 00",
        "REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS, a3 0d 80 00 00 00 ff ff ff ff 00 00",
        "'PERSISTENT RESERVE IN, READ FULL STATUS', 5e 03 00 00 00 00 00 ff ff 00",
        "EXTENDED COPY(LID1), 83 00 00 00 00 00 00 00 00 00 ff ff ff ff 00 00",
        "RECEIVE COPY STATUS(LID1), 84 00 ff 00 00 00 00 00 00 00 ff ff ff ff 00 00",
        "RECEIVE COPY OPERATING PARAMETERS, 84 03 00 00 00 00 00 00 00 00 ff ff ff ff 00 00",
        "'PERSISTENT RESERVE OUT, REGISTER AND MOVE', 5f 07 ff 00 00 ff ff ff ff 00"
    })
    void shouldHaveTheUsageMapsOfThePrimaryCommands(String name, String usage) {
        assertEquals(usage, usageButNaca(name));
    }

    @ParameterizedTest
    @CsvSource({
        "READ(6), 08 1f ff ff ff 00",
        "READ(10), 28 f8 ff ff ff ff 00 ff ff 00",
        "READ(12), a8 f8 ff ff ff ff ff ff ff ff 00 00",
        "READ(16), 88 f8 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
        "WRITE(6), 0a 1f ff ff ff 00",
        "WRITE(10), 2a f8 ff ff ff ff 00 ff ff 00",
        "WRITE(12), aa f8 ff ff ff ff ff ff ff ff 00 00",
        "WRITE(16), 8a f8 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
        "WRITE AND VERIFY(10), 2e f6 ff ff ff ff 00 ff ff 00",
        "WRITE AND VERIFY(12), ae f6 ff ff ff ff ff ff ff ff 00 00",
        "WRITE AND VERIFY(16), 8e f6 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
        "VERIFY(10), 2f f6 ff ff ff ff 00 ff ff 00",
        "VERIFY(12), af f6 ff ff ff ff ff ff ff ff 00 00",
        "VERIFY(16), 8f f6 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
        "READ CAPACITY(10), 25 00 ff ff ff ff 00 00 01 00",
        "READ CAPACITY(16), 9e 10 ff ff ff ff ff ff ff ff ff ff ff ff 01 00",
        "GET LBA STATUS, 9e 12 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
        "GET LBA STATUS(32), 7f 00 00 00 00 00 00 ff 00 12 ff 00 ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff",
        "READ(32), 7f 00 00 00 00 00 00 ff 00 09 f8 00 ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff",
        "VERIFY(32), 7f 00 00 00 00 00 00 ff 00 0a f6 00 ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff",
        "WRITE(32), 7f 00 00 00 00 00 00 ff 00 0b f8 00 ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff",
        "WRITE AND VERIFY(32), 7f 00 00 00 00 00 00 ff 00 0c f6 00 ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff",
        "WRITE SAME(32), 7f 00 00 00 00 00 00 ff 00 0d ff 00 ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff",
        "WRITE ATOMIC(16), 9c f8 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
        "SYNCHRONIZE CACHE(10), 35 02 ff ff ff ff 00 ff ff 00",
        "SYNCHRONIZE CACHE(16), 91 02 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
        "PRE-FETCH(10), 34 02 ff ff ff ff 00 ff ff 00",
        "PRE-FETCH(16), 90 02 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
        "START STOP UNIT, 1b 01 00 0f f7 00",
        "UNMAP, 42 01 00 00 00 00 00 ff ff 00",
        "WRITE SAME(10), 41 fe ff ff ff ff 00 ff ff 00",
        "WRITE SAME(16), 93 ff ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
        "FORMAT UNIT, 04 ff 00 00 00 00",
        "'SANITIZE, OVERWRITE', 48 a1 00 00 00 00 00 ff ff 00",
        "'SANITIZE, BLOCK ERASE', 48 a2 00 00 00 00 00 ff ff 00",
        "'SANITIZE, EXIT FAILURE MODE', 48 bf 00 00 00 00 00 ff ff 00",
        "ORWRITE(16), 8b f8 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
        "READ DEFECT DATA(10), 37 00 1f 00 00 00 00 ff ff 00",
        "READ DEFECT DATA(12), b7 1f 00 00 00 00 ff ff ff ff 00 00",
        "COMPARE AND WRITE, 89 f8 ff ff ff ff ff ff ff ff 00 00 00 ff 00 00"
    })
    void shouldHaveTheUsageMapsOfTheBlockCommands(String name, String usage) {
        assertEquals(usage, usageButNaca(name));
    }

    @ParameterizedTest
    @CsvSource({
        "READ TOC/PMA/ATIP, 43 02 0f 00 00 00 ff ff ff 04",
        "GET CONFIGURATION, 46 03 ff ff 00 00 00 ff ff 04",
        "GET EVENT STATUS NOTIFICATION, 4a 01 00 00 ff 00 00 ff ff 04",
        "READ DISC INFORMATION, 51 07 00 00 00 00 00 ff ff 04",
        "READ TRACK INFORMATION, 52 03 ff ff ff ff 00 ff ff 04",
        "MECHANISM STATUS, bd 00 00 00 00 00 00 00 ff ff 00 04"
    })
    void shouldHaveTheUsageMapsOfTheMultimediaCommands(String name, String usage) {
        assertEquals(usage, HexFormat.ofDelimiter(" ").formatHex(named(name).usage()));
    }

    @Test
    void shouldSkipUnitAttentionsOnlyWhereTheStandardSaysSo() {
        Map<String, UnitAttentionRule> exceptions = Map.of(
                "INQUIRY", UnitAttentionRule.SKIPS,
                "GET CONFIGURATION", UnitAttentionRule.SKIPS,
                "GET EVENT STATUS NOTIFICATION", UnitAttentionRule.SKIPS,
                "REPORT LUNS", UnitAttentionRule.SKIPS_AND_CLEARS_LUNS_CHANGED,
                "REQUEST SENSE", UnitAttentionRule.RETURNS_AS_DATA);
        for (CommandDescriptor row : rows()) {
            assertEquals(
                    exceptions.getOrDefault(row.name(), UnitAttentionRule.REPORTS),
                    row.unitAttentionRule(),
                    row.name());
        }
    }

    @Test
    void shouldProcessMediumTransfersInWindows() {
        List<String> families = List.of("READ(", "WRITE(", "WRITE AND VERIFY(", "VERIFY(", "ORWRITE(", "READ CD");
        for (CommandDescriptor row : rows()) {
            boolean transfer = families.stream().anyMatch(row.name()::startsWith);
            assertEquals(transfer, row.windowed(), row.name());
        }
    }

    @Test
    void shouldTreatCommandsUnderReservationsByTheirClass() {
        assertTrue(BlockCommands.READ_10.reservationClass().allowedUnderWriteExclusive());
        assertFalse(BlockCommands.READ_10.reservationClass().allowedUnderExclusiveAccess());
        assertFalse(BlockCommands.READ_10.reservationClass().allowedUnderReserve());
        assertFalse(BlockCommands.WRITE_10.reservationClass().allowedUnderWriteExclusive());
        assertTrue(PrimaryCommands.INQUIRY.reservationClass().allowedUnderReserve());
        assertTrue(PrimaryCommands.TEST_UNIT_READY.reservationClass().allowedUnderExclusiveAccess());
        assertFalse(PrimaryCommands.TEST_UNIT_READY.reservationClass().allowedUnderReserve());
        assertFalse(PrimaryCommands.PERSISTENT_RESERVE_IN_READ_KEYS
                .reservationClass()
                .allowedUnderReserve());
    }

    @Test
    void shouldAskADriveForItsStateAlsoWithoutDisc() {
        List<String> without = rows().stream()
                .filter(CommandDescriptor::withoutMedium)
                .map(CommandDescriptor::name)
                .toList();

        assertEquals(List.of("GET CONFIGURATION", "GET EVENT STATUS NOTIFICATION", "MECHANISM STATUS"), without);
    }
}
