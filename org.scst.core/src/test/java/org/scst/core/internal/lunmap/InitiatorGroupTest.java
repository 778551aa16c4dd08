package org.scst.core.internal.lunmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.internal.buffer.Budget;
import org.scst.core.internal.execution.ThreadLimit;
import org.scst.core.internal.primary.NullLogicalUnit;

class InitiatorGroupTest {
    private static InitiatorGroup group(String... patterns) {
        return new InitiatorGroup("g", List.of(patterns));
    }

    @Test
    void shouldTakeWhatAWildcardMatchesWithoutRegardToCase() {
        InitiatorGroup group = group("iqn.1998-01.com.vmware:*");
        assertTrue(group.takes("iqn.1998-01.com.vmware:host1"));
        assertTrue(group.takes("IQN.1998-01.COM.VMware:host1"));
        assertFalse(group.takes("iqn.1998-01.com.vmwarX:host1"));
        assertFalse(group.takes("x-iqn.1998-01.com.vmware:host1"));
    }

    @Test
    void shouldTakeADotForADotAndAQuestionMarkForOneCharacter() {
        assertFalse(group("a.b").takes("axb"));
        assertTrue(group("a?b").takes("axb"));
        assertFalse(group("a?b").takes("axxb"));
        assertTrue(group("[a]\\E").takes("[a]\\e"));
    }

    @Test
    void shouldLeaveOutWhatANegationNames() {
        InitiatorGroup group = group("host*", "!host3");
        assertTrue(group.takes("host1"));
        assertFalse(group.takes("host3"));
    }

    @Test
    void shouldTakeEverybodyElseWhenItOnlyExcludes() {
        InitiatorGroup group = group("!host3", "!host4*");
        assertTrue(group.takes("host1"));
        assertFalse(group.takes("HOST3"));
        assertFalse(group.takes("host41"));
        assertFalse(group().takes("host1"), "a group that names nobody");
    }

    @Test
    void shouldBeOpenToAllWhenItOnlyExcludesSome() {
        TargetMaps maps = new TargetMaps("t");
        InitiatorGroup others = group("!iqn.1998-01.com.vmware:*");
        others.map(oneLun());
        maps.groups(List.of(others));
        assertTrue(maps.openToAll());
    }

    @Test
    void shouldGiveAnInitiatorTheFirstGroupThatTakesItElseTheTargetsOwn() {
        TargetMaps maps = new TargetMaps("t");
        InitiatorGroup first = new InitiatorGroup("a", List.of("x*"));
        InitiatorGroup second = new InitiatorGroup("b", List.of("*y"));
        maps.groups(List.of(first, second));
        assertSame(first, maps.groupFor("xy"));
        assertSame(second, maps.groupFor("zy"));
        assertSame(maps.own(), maps.groupFor("z"));
        assertEquals("t", maps.target());
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "?*", "iqn.*", "IQN.????-??.*:*", "eui.*"})
    void shouldBeOpenToAllWhenWildcardsTakeAStranger(String pattern) {
        TargetMaps maps = new TargetMaps("t");
        InitiatorGroup everybody = new InitiatorGroup("all", List.of(pattern, "!iqn.1998-01.com.vmware:*"));
        maps.groups(List.of(everybody));
        assertFalse(maps.openToAll(), "nothing is mapped");
        everybody.map(oneLun());
        assertTrue(maps.openToAll());
    }

    @Test
    void shouldBeClosedWhenGroupsNameTheirInitiators() {
        TargetMaps maps = new TargetMaps("t");
        InitiatorGroup vmware = new InitiatorGroup("esx", List.of("iqn.1998-01.com.vmware:*"));
        vmware.map(oneLun());
        maps.groups(List.of(vmware));
        assertFalse(maps.openToAll());
        maps.own().map(oneLun());
        assertTrue(maps.openToAll());
        maps.groups(List.of(new InitiatorGroup("a", List.of("*"))));
        assertFalse(maps.openToAll(), "a group without LUNs stands before the target's own");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*#10.0.0.1", "iqn.*#*", "*#10.0.0.?, !*#10.0.0.9"})
    void shouldBeOpenToAllWhenAPortalTakesAStranger(String patterns) {
        TargetMaps maps = new TargetMaps("t");
        InitiatorGroup everybody = new InitiatorGroup("all", List.of(patterns.split(", ")));
        everybody.map(oneLun());
        maps.groups(List.of(everybody));
        assertTrue(maps.openToAll());
    }

    @Test
    void shouldBeClosedWhenGroupsNameTheirInitiatorsAtAPortal() {
        TargetMaps maps = new TargetMaps("t");
        InitiatorGroup vmware = new InitiatorGroup("esx", List.of("iqn.1998-01.com.vmware:*#10.0.0.*"));
        vmware.map(oneLun());
        maps.groups(List.of(vmware));
        assertFalse(maps.openToAll());
    }

    private static LunMap oneLun() {
        Budget budget = new Budget(0, null);
        return LunMap.EMPTY.with(new LunMap.Entry(0, NullLogicalUnit.create(budget, new ThreadLimit(2)), false));
    }
}
