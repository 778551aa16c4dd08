package org.scst.core.scsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FieldCodesTest {

    @ParameterizedTest
    @CsvSource({
        "NO_SENSE, 0",
        "NOT_READY, 2",
        "MEDIUM_ERROR, 3",
        "HARDWARE_ERROR, 4",
        "ILLEGAL_REQUEST, 5",
        "UNIT_ATTENTION, 6",
        "DATA_PROTECT, 7",
        "ABORTED_COMMAND, 11",
        "VOLUME_OVERFLOW, 13",
        "MISCOMPARE, 14",
        "COMPLETED, 15"
    })
    void shouldGiveSenseKeysTheCodesOfTheStandard(SenseKey key, int code) {
        assertEquals(code, key.code());
        assertEquals(key, SenseKey.of(code));
    }

    @ParameterizedTest
    @CsvSource({
        "DIRECT_ACCESS_BLOCK, 0x00",
        "SEQUENTIAL_ACCESS, 0x01",
        "CD_DVD, 0x05",
        "MEDIUM_CHANGER, 0x08",
        "STORAGE_ARRAY_CONTROLLER, 0x0C",
        "ENCLOSURE_SERVICES, 0x0D",
        "WELL_KNOWN_LOGICAL_UNIT, 0x1E",
        "UNKNOWN_OR_NO_DEVICE, 0x1F"
    })
    void shouldGiveDeviceTypesTheCodesOfTheStandard(PeripheralDeviceType type, String code) {
        assertEquals(Integer.decode(code), type.code());
    }

    @ParameterizedTest
    @CsvSource({"FIBRE_CHANNEL, 0", "SRP, 4", "ISCSI, 5", "SAS, 6", "NO_SPECIFIC_PROTOCOL, 15"})
    void shouldGiveProtocolsTheCodesOfTheStandard(ProtocolIdentifier protocol, int code) {
        assertEquals(code, protocol.code());
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindProtocolsByTheirCode(ProtocolIdentifier protocol) {
        assertEquals(protocol, ProtocolIdentifier.of(protocol.code()));
    }

    @Test
    void shouldRefuseReservedProtocolIdentifiers() {
        assertThrows(IllegalArgumentException.class, () -> ProtocolIdentifier.of(0xE));
    }

    @ParameterizedTest
    @CsvSource({
        "SAM_4, 0x0080",
        "SAM_5, 0x00A0",
        "SPC_4, 0x0460",
        "SPC_5, 0x05C0",
        "SBC_3, 0x04C0",
        "SBC_4, 0x0600",
        "SRP, 0x0940",
        "ISCSI, 0x0960",
        "FCP_4, 0x0A40",
        "SAS_3, 0x0C60"
    })
    void shouldGiveVersionDescriptorsTheCodesOfTheStandard(VersionDescriptor descriptor, String code) {
        assertEquals(Integer.decode(code), descriptor.code());
    }

    @ParameterizedTest
    @CsvSource({
        "ABORT_TASK, COMMAND, false",
        "QUERY_TASK, COMMAND, true",
        "LOGICAL_UNIT_RESET, LOGICAL_UNIT, false",
        "QUERY_ASYNCHRONOUS_EVENT, LOGICAL_UNIT, true",
        "TARGET_RESET, TARGET, false",
        "I_T_NEXUS_RESET, TARGET, false"
    })
    void shouldSayWhatATaskManagementFunctionReaches(
            TaskManagementFunction function, TaskManagementFunction.Reach reach, boolean query) {
        assertEquals(reach, function.reach());
        assertEquals(query, function.isQuery());
    }
}
